"""Several processes that fine-tune one model: the first leads, the others join in when it has work for all."""
