"""One file a claim; each prints a table with its command, machine and seeds."""
