"""Retrievers: each scores the items of a catalogue for histories."""
