"""Nets for images, trained from nothing or from a checkpoint, and the ladder that chooses among them."""
