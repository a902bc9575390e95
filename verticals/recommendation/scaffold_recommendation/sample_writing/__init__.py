"""What writes the sample: `python -m scaffold_recommendation.sample_writing [DIR]`. Not used at run time.

`blocks/` holds what people wrote: stories of each genre in two versions, turns, closing sentences, names. The modules
choose among them with a fixed seed, so that the same blocks give the same files, byte for byte. The readers and their
events come from `scaffold_recommendation.simulation`.
"""
