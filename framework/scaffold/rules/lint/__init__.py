"""What is wrong with rules, seen without any data."""
