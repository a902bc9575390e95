"""Examples, the readers of their files, splits, and the report on what a data set holds."""
