"""What a reporter meets, from installing the app to the end of a report."""
