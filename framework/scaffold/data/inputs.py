"""What heads read: a text, two texts together, a text with two entities marked, an image, or a text with an image."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal

from scaffold.data.entity_marks import check_marks
from scaffold.data.images.case import ImageCase, has_text

if TYPE_CHECKING:
    from collections.abc import Iterable

Inputs = Literal["text", "pair", "marked", "image", "case", "any"]

FORMS = {
    "text": 'Write lines like {"text": "..."}.',
    "pair": 'Write lines like {"text": "...", "text_pair": "..."}.',
    "marked": "Mark the two entities as <e1>...</e1> and <e2>...</e2>.",
    "image": 'Write lines like {"image": "scan.png"}.',
    "case": 'Write lines like {"text": "...", "image": "scan.png"}, or with one of both.',
    "any": 'Write lines like {"text": "..."}.',
}
"""How each is written, for messages."""

_LOOKED_AT = 10_000


def check_input(text: str | tuple[str, str], inputs: Inputs) -> str | None:
    """What is wrong with a text for heads that read such inputs; None if nothing is.

    >>> check_input("a", "pair")
    'the bundle reads two texts together, and there is one'
    >>> check_input(("a", "b"), "pair"), check_input(("a", "b"), "any")
    (None, None)
    """
    if inputs in ("any", "case"):
        return None
    if inputs == "image":
        return None if isinstance(text, ImageCase) else "the bundle looks at images, and there is none"
    if not has_text(text):
        return "the bundle reads texts, and this is an image"
    if inputs == "pair":
        return "the bundle reads two texts together, and there is one" if isinstance(text, str) else None
    if not isinstance(text, str):
        return "the bundle reads one text, and there are two"
    return check_marks(text) if inputs == "marked" else None


def kind_of_inputs(kinds: Iterable[str], texts: Iterable[str | tuple[str, str]]) -> Inputs:
    """What heads of these kinds read, as far as the first training texts show it; `any` where they differ.

    :param texts: what an encoder reads of the training texts.
    """
    kinds = set(kinds)
    if "image" in kinds:
        return "image" if kinds == {"image"} else "case"
    if "relation" in kinds:
        return "marked"
    paired = {not isinstance(text, str) for text in islice(texts, _LOOKED_AT)}
    return "any" if len(paired) != 1 else "pair" if paired == {True} else "text"
