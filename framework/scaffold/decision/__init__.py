"""Calibrated, bounded, explained decisions."""
