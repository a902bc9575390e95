"""Recommendation scoring: retrieve, score, order under business rules, and say why."""
