"""Pages and actions that work at any time, whatever prompt is open."""
