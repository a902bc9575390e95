"""Readers who do not exist, as a stated model: what they like, what they take, and how a recommender is tried on them.

Results on them prove that everything runs and that a signal which is there is found. They prove nothing about people.

`taste` says who the readers are, `reader` how one of them chooses, `generate` writes a dated log of what they did, and
`session` lets a live recommender show them lists. All of it follows from a catalogue and a seed.
"""
