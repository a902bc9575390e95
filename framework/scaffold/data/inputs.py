"""What the heads of a bundle read: a text, two texts together, or a text with two entities marked."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal

from scaffold.data.entity_marks import check_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

Inputs = Literal["text", "pair", "marked", "any"]

FORMS = {
    "text": 'Write lines like {"text": "..."}.',
    "pair": 'Write lines like {"text": "...", "text_pair": "..."}.',
    "marked": "Mark the two entities as <e1>...</e1> and <e2>...</e2>.",
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
    if inputs == "any":
        return None
    if inputs == "pair":
        return "the bundle reads two texts together, and there is one" if isinstance(text, str) else None
    if not isinstance(text, str):
        return "the bundle reads one text, and there are two"
    return check_marks(text) if inputs == "marked" else None


def kind_of_inputs(kinds: Iterable[str], texts: Iterable[str | tuple[str, str]]) -> Inputs:
    """What heads of these kinds read, as far as the first training texts show it; `any` where they differ.

    :param texts: what an encoder reads of the training texts.
    """
    if "relation" in kinds:
        return "marked"
    paired = {not isinstance(text, str) for text in islice(texts, _LOOKED_AT)}
    return "any" if len(paired) != 1 else "pair" if paired == {True} else "text"
