"""The Teams app package and the software bill of materials."""
