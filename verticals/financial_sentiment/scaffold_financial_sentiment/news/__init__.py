"""A news item, and the files and formats it comes from."""
