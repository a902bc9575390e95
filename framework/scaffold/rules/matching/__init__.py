"""Finding what rules name in a text: phrases, patterns, quantities, dates, and what is said about them."""
