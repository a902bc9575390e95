"""The rule language: what may stand in a file of rules, and how it is read."""
