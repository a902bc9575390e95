"""Pages that are served to people on this computer, for verticals that bring some."""
