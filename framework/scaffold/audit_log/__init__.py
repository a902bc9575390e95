"""A log of decisions in which a change shows: each record holds the hash of the one before it."""
