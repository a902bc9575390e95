"""The companies that are watched, and where a text names them."""
