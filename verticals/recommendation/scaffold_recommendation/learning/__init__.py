"""Fitting a recommender, choosing its settings, and fitting it again."""
