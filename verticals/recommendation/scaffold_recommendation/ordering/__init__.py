"""From scored candidates to a list: diversity, business rules, exploration."""
