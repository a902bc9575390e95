"""Knowledge rules in decisions: what they may do, what they did."""
