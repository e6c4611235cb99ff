"""The way out: one HTTP client for Teams, its errors and its pacing."""
