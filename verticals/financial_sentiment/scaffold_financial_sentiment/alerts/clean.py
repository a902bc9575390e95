"""Text of the news as it may be shown: on one line, clipped, and unable to steer a terminal."""

from __future__ import annotations

import re

from scaffold.evaluation.wording import clip
from scaffold.text import normalise

LONGEST_NAME = 80

# They turn the direction of what follows, so that a headline could look like something else.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str, longest: int = LONGEST_NAME) -> str:
    """The text without line breaks, control characters and marks that turn the direction of writing, clipped.

    >>> clean("Acme\\x1b[31m\\nCorp")
    'Acme[31m Corp'
    """
    return clip(normalise(_TURNING.sub("", text)), longest)
