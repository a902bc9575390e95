"""What a head adds to a fine-tuning: a layer on the encoder, the truth of each row, and what it becomes."""
