"""The safety rules: what no edit of the content may take away."""
