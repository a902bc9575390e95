"""A page to look at lists and reasons."""
