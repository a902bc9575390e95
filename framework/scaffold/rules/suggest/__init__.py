"""Rules proposed from labelled texts, for a person to read."""
