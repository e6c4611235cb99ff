"""Bot processes that are killed at every point and at random, and what must be true afterwards."""
