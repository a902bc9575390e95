"""Lists held against what users took, over the full catalogue."""
