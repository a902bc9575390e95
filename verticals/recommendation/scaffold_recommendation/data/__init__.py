"""Interactions, items and people, as they are read and split."""
