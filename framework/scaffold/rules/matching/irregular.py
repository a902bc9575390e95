"""English verbs and nouns whose forms follow no rule."""

from __future__ import annotations

from functools import cache

# Base form, then past forms and participles.
_VERBS = """
arise arose arisen, awake awoke awoken, bear bore borne born, beat beaten, become became, begin began begun, bend
bent, bet, bind bound, bite bit bitten, bleed bled, blow blew blown, break broke broken, breed bred, bring brought,
broadcast, build built, burn burnt burned, burst, buy bought, cast, catch caught, choose chose chosen, cling clung,
come came, cost, creep crept, cut, deal dealt, dig dug, draw drew drawn, dream dreamt dreamed, drink drank drunk,
drive drove driven, eat ate eaten, fall fell fallen, feed fed, feel felt, fight fought, find found, flee fled, fling
flung, fly flew flown, forbid forbade forbidden, forecast, foresee foresaw foreseen, forget forgot forgotten,
forgive forgave forgiven, freeze froze frozen, get got gotten, give gave given, go went gone, grind ground, grow
grew grown, hang hung hanged, hear heard, hide hid hidden, hit, hold held, hurt, input, inset, keep kept, kneel
knelt, know knew known, lay laid, lead led, lean leant leaned, learn learnt learned, leap leapt leaped, leave left,
lend lent, let, lie lay lain lied, light lit lighted, lose lost, make made, mean meant, meet met, mislead misled,
mislay mislaid, misread, mistake mistook mistaken, misunderstand misunderstood, mow mown mowed, offset, outgrow
outgrew outgrown, overcome overcame, overdo overdid overdone, overdraw overdrew overdrawn, overeat overate
overeaten, overhear overheard, override overrode overridden, oversee oversaw overseen, oversleep overslept, overpay
overpaid, overtake overtook overtaken, pay paid, prepay prepaid, prove proven proved, put, quit, read, rebuild
rebuilt, redo redid redone, rend rent, repay repaid, rerun reran, resell resold, resend resent, reset, retake retook
retaken, rewrite rewrote rewritten, ride rode ridden, ring rang rung, rise rose risen, run ran, saw sawn sawed, say
said, see saw seen, seek sought, sell sold, send sent, set, sew sewn sewed, shake shook shaken, shed, shine shone,
shoot shot, show shown showed, shrink shrank shrunk, shut, sing sang sung, sink sank sunk, sit sat, sleep slept,
slide slid, slit, smell smelt smelled, sow sown sowed, speak spoke spoken, speed sped, spell spelt spelled, spend
spent, spill spilt spilled, spin spun, spit spat, split, spoil spoilt spoiled, spread, spring sprang sprung, stand
stood, steal stole stolen, stick stuck, sting stung, stink stank stunk, strike struck stricken, string strung,
strive strove striven, swear swore sworn, sweep swept, swell swollen swelled, swim swam swum, swing swung, take took
taken, teach taught, tear tore torn, tell told, think thought, throw threw thrown, thrust, undergo underwent
undergone, underlie underlay underlain, understand understood, undertake undertook undertaken, undo undid undone,
uphold upheld, upset, wake woke woken, wear wore worn, weave wove woven, weep wept, win won, withdraw withdrew
withdrawn, withhold withheld, withstand withstood, wring wrung, write wrote written
"""

# Singular, then plurals.
_NOUNS = """
alga algae, appendix appendices, axis axes, bacterium bacteria, basis bases, bronchus bronchi, calf calves, child
children, criterion criteria, curriculum curricula, datum data, embolus emboli, focus foci, foot feet, formula
formulae, fungus fungi, ganglion ganglia, goose geese, half halves, index indices, knife knives, larva larvae, leaf
leaves, life lives, loaf loaves, locus loci, louse lice, man men, matrix matrices, medium media, mouse mice, nucleus
nuclei, ovum ova, ox oxen, person people persons, phenomenon phenomena, policeman policemen, quiz quizzes, radius
radii, scarf scarves, self selves, septum septa, serum sera, shelf shelves, spectrum spectra, stimulus stimuli,
stratum strata, testis testes, thief thieves, thrombus thrombi, tooth teeth, vertebra vertebrae, wife wives, wolf
wolves, woman women, workman workmen
"""

# Forms that are mostly another word when they are written by themselves.
_OTHER_WORDS = """
bit bore born bound fell felt found ground hid lay left lit media people resent rent rose saw shot spat spoke thought
"""


@cache
def past_forms() -> dict[str, tuple[str, ...]]:
    """Irregular verbs with their past forms and participles; none where they are the base form itself."""
    return _read(_VERBS)


@cache
def plurals() -> dict[str, tuple[str, ...]]:
    """Irregular nouns with their plurals."""
    return _read(_NOUNS)


@cache
def bases() -> dict[str, tuple[str, ...]]:
    """The base forms that an irregular form belongs to."""
    found: dict[str, list[str]] = {}
    other_words = set(_OTHER_WORDS.split())
    for table in (past_forms(), plurals()):
        for base, forms in table.items():
            for form in forms:
                if form not in other_words:
                    found.setdefault(form, []).append(base)
    return {form: tuple(own) for form, own in found.items()}


def _read(table: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for entry in table.split(","))
    return {base: tuple(forms) for base, *forms in entries}
