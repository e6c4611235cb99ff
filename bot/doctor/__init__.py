"""Proves that what production needs is there: each setting and each right, by using it."""
