"""FAQ entries: read, searched, answered from with their source."""
