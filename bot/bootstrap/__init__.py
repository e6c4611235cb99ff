"""The composition root: the only place that knows every class, and the order of opening."""
