"""Medical terms: where they are read from, how they are found in a text, and what their short forms stand for."""
