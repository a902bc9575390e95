"""From a data set and what a vertical says about a head to a trained head of any kind."""
