"""What people type, read: choices, dates, names, yes and no, and phrases that an editor lists."""
