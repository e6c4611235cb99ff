"""Tests that look through two people's eyes: real Playgrounds in a headless Chromium."""
