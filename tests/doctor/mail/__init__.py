"""Mail, checked."""
