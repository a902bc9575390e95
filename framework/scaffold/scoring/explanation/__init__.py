"""One decision shown with its reasons."""
