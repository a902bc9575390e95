"""What writes the sample of the vertical; `python -m scaffold_medical.sample_writing [DIR]`. Not used at run time.

`blocks/` holds what people wrote: cases of each speciality, backgrounds, wording, names. The modules choose among
them with a fixed seed, so that the same blocks give the same files, byte for byte.
"""
