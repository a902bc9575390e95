"""The search for settings of a fine-tuning, on validation data only."""
