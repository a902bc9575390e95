"""Which rules fire on a text, and where."""
