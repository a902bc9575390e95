"""Images as the core's records: found, checked before they are unpacked, and read as pixels."""
