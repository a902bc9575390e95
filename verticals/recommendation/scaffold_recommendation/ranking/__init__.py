"""The ranker over the scores of the retrievers."""
