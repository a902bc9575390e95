"""Whether the bad news about a key is more than its usual."""
