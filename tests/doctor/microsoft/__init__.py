"""Microsoft's side, checked."""
