"""Ways of writing entities as one tag a token (IOB1, BIO, BIOES and its kin, plain labels), all read into one form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OUTSIDE = "O"
UNTYPED = "entity"
"""Label of an entity whose tags (`B`, `I`) name none."""

_SCHEMES = {"BIO": "BI", "BIOES": "BIES", "BMES": "BMES", "BILOU": "BILU", "BMEWO": "BMEW"}
_INSIDE, _LAST, _SINGLE = frozenset("IM"), frozenset("EL"), frozenset("SUW")
_TAG = re.compile(r"(?P<mark>[BIMELSUW])(?:-(?P<label>\S(?:.*\S)?))?")
_PREFIX = re.compile(r"[BIMELSUW](?:-.*)?")


class Entity(NamedTuple):
    """Tokens `first` up to, not including, `end`, which together are a `label`."""

    first: int
    end: int
    label: str


class IllegalTagError(ValueError):
    """A tag that the scheme does not have.

    :ivar index: which token has it.
    """

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


@dataclass
class Entities:
    """The entities of one sequence of tags.

    :ivar out_of_order: indices of tags that go on with, or end, an entity that was not begun; each is read as a
        beginning.
    """

    found: list[Entity] = field(default_factory=list)
    out_of_order: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class TagScheme:
    """One way of writing entities.

    :ivar name: IOB1, BIO, BIOES, BMES, BILOU, BMEWO or plain.
    :ivar marks: the letters that may stand before the label; empty for plain labels.
    """

    name: str
    marks: str

    def entities(self, tags: Sequence[str]) -> Entities:
        """Read a sequence of tags as the script of the CoNLL shared tasks does: a tag out of order begins an entity.

        :raises IllegalTagError: for a tag that the scheme does not have.
        """
        return _marked(tags, self.marks) if self.marks else _plain(tags)


BIO = TagScheme("BIO", "BI")


def bio_tags_of(entities: Iterable[Entity], length: int) -> list[str]:
    """Entities as BIO tags, one for each of `length` tokens.

    >>> bio_tags_of([Entity(1, 3, "city")], 4)
    ['O', 'B-city', 'I-city', 'O']
    """
    tags = [OUTSIDE] * length
    for first, end, label in entities:
        tags[first:end] = [f"B-{label}"] + [f"I-{label}"] * (end - first - 1)
    return tags


def detect_scheme(sequences: Iterable[Sequence[str]], *, where: str = "") -> TagScheme:
    """The scheme that sequences of tags are written in.

    :param where: what the message of an error names.
    :raises DataError: if the letters before the labels belong to no scheme, or no tag is `O`.
    """
    sequences = [list(tags) for tags in sequences]
    tags = {tag for sequence in sequences for tag in sequence} - {OUTSIDE}
    marks = {tag[0] for tag in tags if _PREFIX.fullmatch(tag)}
    if not tags:
        return BIO
    if not marks:
        return _plain_scheme(sequences, tags, where)
    for name, letters in _SCHEMES.items():
        if marks <= set(letters):
            return TagScheme("IOB1" if name == "BIO" and _is_iob1(sequences) else name, letters)
    raise DataError(
        f"tags begin with {', '.join(sorted(marks))}, which together are no known scheme",
        where=where or None,
        hint=f"Write tags as {', '.join(_SCHEMES)}; the simplest is BIO: B-city I-city O.",
    )


def _plain_scheme(sequences: Sequence[Sequence[str]], tags: set[str], where: str) -> TagScheme:
    if any(OUTSIDE in sequence for sequence in sequences):
        return TagScheme("plain", "")
    shown = ", ".join(repr(tag) for tag in sorted(tags)[:4])
    raise DataError(
        f"these are no tags of entities: {shown}, and no token is 'O'",
        where=where or None,
        hint="Write O for tokens outside of entities, and B-LABEL, I-LABEL for those within.",
    )


def _is_iob1(sequences: Sequence[Sequence[str]]) -> bool:
    """Whether most entities that follow none of their label begin with `I-`: there, IOB1 and BIO differ."""
    inside = begun = 0
    for tags in sequences:
        for before, tag in zip(["O", *tags], tags, strict=False):
            if tag != OUTSIDE and (before == OUTSIDE or before[1:] != tag[1:]):
                inside += tag[0] == "I"
                begun += tag[0] == "B"
    return inside > begun


def _marked(tags: Sequence[str], marks: str) -> Entities:
    result = Entities()
    start, open_label = 0, None
    ends = "E" in marks or "L" in marks
    for index, tag in enumerate(tags):
        mark, label = _split(tag, index, marks)
        goes_on = label is not None and label == open_label and (mark in _INSIDE or mark in _LAST)
        if open_label is not None and not goes_on:
            result.found.append(Entity(start, index, open_label))
        if label is not None and not goes_on:
            start = index
            if mark in _INSIDE or mark in _LAST:
                result.out_of_order.append(index)
        open_label = label
        if ends and label is not None and (mark in _LAST or mark in _SINGLE):
            result.found.append(Entity(start, index + 1, label))
            open_label = None
    if open_label is not None:
        result.found.append(Entity(start, len(tags), open_label))
    return result


def _split(tag: str, index: int, marks: str) -> tuple[str, str | None]:
    """Letter and label of a tag; no label for `O`."""
    if tag == OUTSIDE:
        return OUTSIDE, None
    match = _TAG.fullmatch(tag)
    if match is None or match["mark"] not in marks:
        raise IllegalTagError(index, f"{tag!r} is no tag: expected O or {', '.join(f'{m}-LABEL' for m in marks)}")
    return match["mark"], match["label"] or UNTYPED


def _plain(tags: Sequence[str]) -> Entities:
    result = Entities()
    start, open_label = 0, OUTSIDE
    for index, tag in enumerate([*tags, OUTSIDE]):
        if tag != OUTSIDE and _PREFIX.fullmatch(tag):
            raise IllegalTagError(index, f"{tag!r} has a letter before its label, and the other tags have none")
        if not tag:
            raise IllegalTagError(index, "an empty tag")
        if tag != open_label:
            if open_label != OUTSIDE:
                result.found.append(Entity(start, index, open_label))
            start, open_label = index, tag
    return result
