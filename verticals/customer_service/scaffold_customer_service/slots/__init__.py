"""Details in a customer's words that an answer needs."""
