"""Copies of one story, recognised before anything is counted."""
