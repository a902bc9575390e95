from __future__ import annotations

import re

import pytest

from scaffold.evaluation.environment import TEMPLATES

STYLE = (TEMPLATES / "report.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})", block)) for block in STYLE.split("@media", 2)[:2])

TEXT_ON = [
    *[(text, ground) for text in ("ink", "muted", "accent", "good", "fair", "poor") for ground in ("paper", "raised")],
    ("good", "good-bg"),
    ("poor", "poor-bg"),
    ("fair", "warn-bg"),
    ("ink", "warn-bg"),
    ("good", "warn-bg"),
    ("poor", "warn-bg"),
    *[("on-light", f"{kind}{step}") for kind in ("hit", "miss") for step in (1, 2, 3)],
    *[("on-deep", f"{kind}{step}") for kind in ("hit", "miss") for step in (4, 5)],
]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_from_its_ground(scheme: dict[str, str], text: str, ground: str) -> None:
    """Contrast of 4.5 to 1: level AA of WCAG 2.2, section 1.4.3."""
    light, dark = sorted((luminance(scheme[text]), luminance(scheme[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_dark_scheme_sets_every_colour_of_the_light_one() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert len(LIGHT) > 20
