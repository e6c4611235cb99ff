"""The Teams app package: filled in, checked, written."""
