"""Why an item is on a list."""
