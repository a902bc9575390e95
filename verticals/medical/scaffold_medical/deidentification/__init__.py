"""Files and folders without identifiers, and the way back."""
