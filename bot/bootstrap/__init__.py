"""The composition root: builds every object, and opens and closes resources in order."""
