"""What people type, send and change."""
