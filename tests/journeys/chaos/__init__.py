"""A day of thirty reports while Teams and Microsoft Graph fail again and again."""
