"""The lists of words and phrases: what is heard, and what is not."""
