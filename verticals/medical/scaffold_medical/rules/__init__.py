"""Rules of the vertical: files that are written by hand, and text that is made from the terms."""
