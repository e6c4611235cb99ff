"""Everything that is not how we ask (dialogs) or how it looks (cards)."""
