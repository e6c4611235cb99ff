"""The answer page: a people leader approves or declines from the link in their mail."""
