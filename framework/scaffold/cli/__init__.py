"""The command `scaffold`: one file a command, imported only when it runs."""
