"""Which texts are worth a label, and how they reach the people who give it."""
