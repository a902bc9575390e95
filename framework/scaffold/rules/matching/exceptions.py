"""English words that inflection leaves alone, or must not take for a form of another word."""

from __future__ import annotations

_STOP = """
about above after again against all almost already also although always among and any anyone anything are around
because been before being below between both but can cannot could did does doing done down during each either else
enough even evening ever every everyone everything few for from further had has have having her here hers herself
him himself his how however into its itself just least less many may maybe me might mine more most much must my
myself near neither never next nobody none nor not nothing now off often once one ones only onto other others our
ours ourselves out over own per perhaps quite rather same several shall she should since some someone something soon
still such than that the their theirs them themselves then there these they this those though through thus too
toward towards under until upon very was were what when where whether which while who whom whose why will with
within without would yet you your yours yourself yourselves
"""
_NO_PLURAL = """
afterwards aids alas always arkansas asbestos ascites athens athletics barracks besides biceps brussels caries chaos
charles christmas cosmos diabetes economics electronics ethics faeces feces forceps genetics genitals gymnastics
headquarters herpes hives hodgkins innings james jones kansas kudos linguistics logistics mathematics maths measles
menses mercedes molasses mumps news nowadays obstetrics orthodontics overseas paediatrics pathos pediatrics physics
politics psoas quadriceps rabies rickets scabies series shingles sometimes species statistics texas thanks thomas
triceps wales whereas
"""
_NO_PAST = """
bobsled embed hatred hundred infrared kindred naked sacred shred sled wicked wretched
"""
_NO_PARTICIPLE = """
beijing bring ceiling cling darling duckling earring evening fling herring morning sibling sing spring starling
sterling sting string swing viking wing
"""
_SINGULAR = """
alias atlas bias canvas gas lens pancreas
"""

# Words that say little by themselves and have no forms worth looking for.
STOP_WORDS = frozenset(_STOP.split())
# Words that end as a plural does, are none, and have none.
NO_PLURAL = frozenset(_NO_PLURAL.split())
# Words with a plural of their own that end as one already.
SINGULAR = frozenset(_SINGULAR.split())
# Words that end as a past form or a participle does, and are none.
NO_VERB_FORM = frozenset((_NO_PAST + _NO_PARTICIPLE).split())
