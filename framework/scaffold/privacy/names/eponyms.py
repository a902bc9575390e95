"""What is called after somebody and is nobody's name: Parkinson's disease, Foley catheter, Glasgow Coma Scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import lexicon, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.privacy.names.tokens import Token

_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "rev"])
_REACH = 4
_CAPITALS = frozenset({"syndrome", "disease", "virus", "scale", "score", "test", "index", "sign", "criteria"})
_LAWS = frozenset({"exact", "law", "equation", "formula", "criteria", "criterion"})
_PLACES = frozenset(
    [
        *((side, land) for side in ("north", "south") for land in ("carolina", "dakota", "korea", "wales")),
        *(("san", town) for town in ("francisco", "diego", "antonio", "jose", "juan", "marino", "salvador")),
        ("west", "virginia"),
        ("alaska", "native"),
        ("alaska", "natives"),
        ("los", "angeles"),
        ("las", "vegas"),
        ("puerto", "rico"),
        ("puerto", "rican"),
        ("costa", "rica"),
        ("charles", "river"),
        ("santa", "barbara"),
        ("saint", "louis"),
        ("st", "louis"),
        ("rhode", "island"),
        ("baton", "rouge"),
        ("johns", "hopkins"),
        ("king", "county"),
        ("santa", "monica"),
    ]
)


def called_after(text: str, tokens: Sequence[Token]) -> set[int]:
    """Indices of the words that are eponyms: a known one before what may be called after it, alone, or with a hyphen.

    Behind a title it is a person again.
    """
    names = lexicon()
    found = {at for index in range(1, len(tokens)) for at in (*_place(tokens, index), *_numbered(tokens, index))}
    for index, token in enumerate(tokens):
        if index in found:
            continue
        if not _is_eponym(token.plain):
            if _is_new(text, tokens, index):
                found.add(index)
            continue
        if (
            index
            and tokens[index - 1].plain in words("hard titles")
            and len(text[tokens[index - 1].end : token.start]) <= 3
        ):
            continue
        run = _run(text, tokens, index)
        called = run[-1] + 1 < len(tokens) and tokens[run[-1] + 1].plain in names.heads and _near(text, tokens, run[-1])
        parts = token.plain.split("-")
        compound = len(parts) > 1 and all(part in names.eponyms or part in names.heads for part in parts)
        if called and not _belongs_to_person(tokens, index):
            found.update(run)
        elif compound or (token.owns and not _belongs_to_person(tokens, index)):
            found.add(index)
    return found


def _place(tokens: Sequence[Token], index: int) -> tuple[int, ...]:
    """A part of the world whose name is made like somebody's: South Carolina, San Francisco."""
    both = (tokens[index - 1].plain, tokens[index].plain)
    return (index - 1, index) if tokens[index].joined and tokens[index].capital and both in _PLACES else ()


def _numbered(tokens: Sequence[Token], index: int) -> tuple[int, ...]:
    """A short word alone before a Roman number is a substance: Ang II."""
    word, number = tokens[index - 1], tokens[index]
    alone = not (index > 1 and word.joined and tokens[index - 2].capital) and len(word.plain) < 4
    return (index - 1,) if alone and number.joined and number.shouted and number.plain in ("ii", "iii", "iv") else ()


def _is_new(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether a capitalised word that is not listed stands right before what is called after people, and is not theirs.

    Porter's disease is Porter's; the Norwood operation is nobody's.
    """
    token = tokens[index]
    if not token.capital or token.initial or index + 1 >= len(tokens):
        return False
    head = tokens[index + 1]
    if token.owns:
        return head.plain in _LAWS
    if head.plain not in words("called heads") or not head.joined or text[token.end : head.start].strip(" -\n"):
        return False
    if head.capital and not token.shouted and head.plain not in _CAPITALS:
        return False
    before = tokens[index - 1] if index and token.joined else None
    return before is None or not (before.plain in words("titles") or (before.capital and before.known))


def _is_eponym(word: str) -> bool:
    return any(part in lexicon().eponyms for part in word.split("-"))


def _run(text: str, tokens: Sequence[Token], index: int) -> list[int]:
    """The eponyms that stand together, as in Epstein Barr virus or Beck and Aaron's scale."""
    run = [index]
    while len(run) < _REACH and run[-1] + 1 < len(tokens) and _near(text, tokens, run[-1]):
        after = tokens[run[-1] + 1]
        if not (after.capital and (_is_eponym(after.plain) or after.plain in words("qualifiers"))):
            break
        run.append(run[-1] + 1)
    return run


def _near(text: str, tokens: Sequence[Token], index: int) -> bool:
    gap = text[tokens[index].end : tokens[index + 1].start].lower().lstrip("'’s").strip(" \t\n")
    return gap in ("", "-", "–")


def _belongs_to_person(tokens: Sequence[Token], index: int) -> bool:
    """Whether a given name stands right before: Susan Bell is a person, whatever follows."""
    if index == 0 or not tokens[index].joined:
        return False
    before = tokens[index - 1]
    names = lexicon()
    return before.capital and before.plain in names.given and before.sure and before.plain not in names.eponyms
