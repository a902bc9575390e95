"""The commands of this vertical, one a file, and what they share."""
