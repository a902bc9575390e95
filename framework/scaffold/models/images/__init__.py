"""Classifiers of images, small enough to be trained and read on two cores."""
