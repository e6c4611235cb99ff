"""What can be done with a report: send it, answer it, withdraw it, add to it."""
