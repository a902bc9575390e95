"""The engine: items in, incidents and alerts out."""
