"""How classifiers are fitted: the ladder and its rungs."""
