"""What no edit may take away."""
