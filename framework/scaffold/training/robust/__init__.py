"""Switches that make a fine-tuning harder on itself; all are off unless the recipe says otherwise."""
