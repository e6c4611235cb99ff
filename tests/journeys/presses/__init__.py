"""Buttons and cards: every one, twice, old, forged, refused or drawn again."""
