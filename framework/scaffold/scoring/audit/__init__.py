"""Knowledge rules of a trained bundle, measured on labelled data."""
