"""What the benchmarks of the recommender share."""
