"""Tests of what the dialogs say and take, turn by turn."""
