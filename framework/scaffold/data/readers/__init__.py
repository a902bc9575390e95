"""Readers, one file a format: each turns a file into rows, a few at a time."""
