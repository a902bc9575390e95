"""Names of people: what they are made of, and where they stand in a text."""
