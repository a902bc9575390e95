"""Commands of the vertical."""
