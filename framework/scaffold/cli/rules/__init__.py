"""`scaffold rules`: one file a command."""
