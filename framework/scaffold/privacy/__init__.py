"""Personal data in texts: found, replaced, and put back with the key."""
