"""Prediction over many workers: the input in shards, each decided whole or not at all, joined in order."""
