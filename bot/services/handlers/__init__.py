"""What the worker does for each kind of task: one call outside, then one transaction."""
