"""How good the alerts would have been on news of the past."""
