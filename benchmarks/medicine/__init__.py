"""What the benchmarks of the medical vertical share."""
