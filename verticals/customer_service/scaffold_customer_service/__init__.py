"""Customer service as a Scaffold vertical: intents, FAQ answers with their source, asking back, hand-over."""
