"""Lists for all users at once, and the hand-over of item vectors to a server of nearest neighbours."""
