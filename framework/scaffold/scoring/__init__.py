"""Heads measured on labelled data."""
