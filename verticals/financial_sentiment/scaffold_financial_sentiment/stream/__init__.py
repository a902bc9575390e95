"""Where news comes from while it happens: sources, their positions, and what they refuse."""
