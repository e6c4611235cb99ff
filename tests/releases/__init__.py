"""The release before runs beside this one, and after it."""
