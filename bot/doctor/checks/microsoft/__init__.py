"""Microsoft's side: signing in, Teams, the directory, and the right to install the app."""
