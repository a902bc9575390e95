"""Domain pretraining: an encoder goes on learning, or begins to, from texts without labels."""
