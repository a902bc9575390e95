"""Puts a Chinese note together, as `letters` does an English one."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

from scaffold_medical.sample_writing.blockfile import BLOCKS, headed
from scaffold_medical.sample_writing.letters import Patient, filled

if TYPE_CHECKING:
    from scaffold_medical.sample_writing.slots import ChineseSlots

HEADINGS = {
    "h": "主诉及现病史",
    "history": "既往史",
    "negatives": "阴性病史",
    "family_history": "家族史",
    "social_history": "个人史",
    "allergies": "过敏史",
    "medication": "用药",
    "e": "查体",
    "examination": "一般情况",
    "i": "辅助检查",
    "a": "诊断",
    "p": "处理",
}
ORDER = tuple(HEADINGS)


@cache
def _wording() -> dict[str, list[str]]:
    return headed(BLOCKS / "zh" / "shared" / "wording.txt")


def compose(patient: Patient, kind: str, slots: ChineseSlots, rng: Random) -> str:
    """A note with marks, of 80 to 250 characters or so."""
    case = patient.case
    parts = {part: rng.choice(texts) for part, texts in case.parts.items()}
    if kind in ("triage", "referral"):
        parts.pop("p" if rng.random() < 0.6 else "i", None)
    if kind in ("triage", "referral") and rng.random() < 0.3:
        parts.pop("a")
    for name in rng.sample(sorted(patient.known), rng.choice([2, 3, 4])):
        if patient.known[name]:
            parts[name] = "".join(patient.known[name][:2])
    headings = rng.random() < 0.4
    lines = [filled(rng.choice(_wording()["header"]), slots, rng)] if kind != "triage" else []
    lines.append(filled(rng.choice(_wording()[f"{kind}_open"]), slots, rng))
    body = [(name, filled(parts[name], slots, rng)) for name in ORDER if name in parts]
    lines += [f"{HEADINGS[name]}：{text}" for name, text in body] if headings else ["".join(text for _, text in body)]
    ends = rng.sample(_wording()["close"], rng.choice([1, 1, 2]))
    return "\n".join([*lines, *(filled(text, slots, rng) for text in ends)])
