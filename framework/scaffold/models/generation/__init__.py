"""Text that a model writes: summaries, translations, drafts of answers."""
