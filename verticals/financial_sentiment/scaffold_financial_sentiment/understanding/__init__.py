"""What a headline says: sentiment, topics, companies, events."""
