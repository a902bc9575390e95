"""Scripts that names and addresses are not known in."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

# Words of three letters and more: a single Greek letter is a unit or a dose.
_OTHER = re.compile(r"[\u0370-\u1cff\u2c80-\u2dff\u3041-\u3096\u30a1-\u30fa\ua4d0-\uabff\uac00-\ud7a3\ufb1d-\ufefc]{3}")


def unread_scripts(text: str) -> set[str]:
    """Scripts in a text other than those of English and Chinese, such as `Cyrillic`.

    Time is linear in the length of the text.

    >>> unread_scripts("Жалобы на боль, 5 µg")
    {'Cyrillic'}
    """
    if text.isascii():
        return set()
    return {unicodedata.name(match[0][0], "other").split()[0].title() for match in _OTHER.finditer(text)}


def note_on(scripts: Collection[str]) -> str:
    """What a person has to know of texts in such scripts."""
    return (
        f"Some of the texts are written in {', '.join(sorted(scripts))}: names and addresses are found in English and "
        "Chinese only, so look at what is left of them"
    )
