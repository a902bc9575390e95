"""From signals to incidents: opened once, updated, closed."""
