"""What the monitor knows, kept in a database in one transaction per batch."""
