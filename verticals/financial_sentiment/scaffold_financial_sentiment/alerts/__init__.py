"""What a person is told about an incident, and how it reaches them."""
