"""How notes are typed at a front desk: lower case, abbreviations, slips of the finger."""

from __future__ import annotations

import re
from random import Random

from scaffold_medical.sample_writing.markup import Segment

_SHORT = {
    r"the patient": "pt",
    r"patient": "pt",
    r"history of": "h/o",
    r"complains of": "c/o",
    r"denies": "nil",
    r"with": "w",
    r"without": "w/o",
    r"weeks": "wks",
    r"months": "mths",
    r"years": "yrs",
    r"days": "d",
    r"shortness of breath": "sob",
    r"short of breath": "sob",
    r"temperature": "temp",
    r"chest pain": "cp",
    r"minutes": "min",
    r"normal": "nad",
    r"examination": "exam",
    r"before": "b4",
    r"and": "+",
    r"for": "x",
    r"year[- ]old": "yo",
    r"probable": "?",
    r"probably": "prob",
    r"medication": "meds",
    r"allergic": "all",
    r"bilateral": "bilat",
    r"appointment": "appt",
    r"started": "strtd",
    r"after": "post",
    r"woman|lady": "f",
    r"(?<!\w)man|gentleman": "m",
    r"twice a day": "bd",
}


def hurried(parts: list[Segment], rng: Random) -> list[Segment]:
    """Lower case but for numbers and addresses in the web; some words shortened, a few mistyped."""
    chosen = {word: short for word, short in _SHORT.items() if rng.random() < 0.55}
    lower = rng.random() < 0.85
    return [_retyped(part, chosen, rng, lower=lower) for part in parts]


def mistyped(parts: list[Segment], rng: Random, share: float) -> list[Segment]:
    """A share of the longer plain words with two letters swapped, one doubled or one lost."""
    return [Segment(_slips(part.text, rng, share), "") if not part.kind else part for part in parts]


def _retyped(part: Segment, chosen: dict[str, str], rng: Random, *, lower: bool) -> Segment:
    text = part.text
    if lower and part.kind not in ("ID", "URL"):
        text = text.lower()
    if part.kind:
        return Segment(text, part.kind)
    for word, short in chosen.items():
        text = re.sub(rf"\b(?:{word})\b", short, text, flags=re.IGNORECASE)
    return Segment(_slips(text, rng, 0.025), "")


def _slips(text: str, rng: Random, share: float) -> str:
    def slip(match: re.Match[str]) -> str:
        word = match[0]
        if rng.random() >= share:
            return word
        at = rng.randrange(1, len(word) - 2)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return rng.choice([swapped, word[:at] + word[at] + word[at:], word[:at] + word[at + 1 :]])

    return re.sub(r"[a-zA-Z]{6,}", slip, text)
