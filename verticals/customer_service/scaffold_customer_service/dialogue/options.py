"""What a customer answers when asked which reading is meant: a number, `the second one`, 第二个, yes, none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scaffold.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_customer_service.dialogue.session import Option


@dataclass(frozen=True)
class Picked:
    """The option at `index`; `in_words` if the customer described it, so that the words say more than the choice."""

    index: int
    in_words: bool = False


Choice = Picked | Literal["unclear", "none"] | None

_ORDINALS = (
    ("first", "1st", "one", "former", "第一", "一"),
    ("second", "2nd", "two", "第二", "二", "两"),
    ("third", "3rd", "three", "第三", "三"),
    ("fourth", "4th", "four", "第四", "四"),
    ("fifth", "5th", "five", "第五", "五"),
)
_LAST = ("last", "latter", "最后", "最后一", "后者")
_NUMBER = {name: place for place, names in enumerate(_ORDINALS, start=1) for name in names}
_WORDS = "|".join(sorted((*_NUMBER, *_LAST), key=len, reverse=True))
_YES_WORDS = "yes|yeah|yep|yup|sure|ok|okay|right|correct|exactly|是的|是|对的|对|嗯|好的|好|没错"
_POLITE = r"(?:[ ,.!]*(?:please|thanks|thank you|pls|谢谢|吧|啊))?"
_PICK = re.compile(
    rf"(?:(?:{_YES_WORDS})[ ,，]*)?(?:i mean |i meant |it's |it is |its |that's |我是说|是|选|要)?(?:the )?"
    rf"(?:option |number |no\.? ?|nr\.? ?|answer |选项|第|#)?(?P<place>\d|{_WORDS})[.)]?"
    rf"(?: (?:one|option|reading|of (?:them|these|those)))?(?:个|项|条|种)?{_POLITE}[.!。！]?"
)
_YES = re.compile(rf"(?:{_YES_WORDS})(?:[ ,，]*(?:{_YES_WORDS}|that's it|that is it|it is|i do))*{_POLITE}[.!。！]*")
_NONE = re.compile(
    r"(?:(?:no|nope|nah)[ ,]*)?(?:none|neither|nothing|not)(?: of)?(?: (?:these|those|them|that|the above|any))*"
    r"|no|nope|nah|no,? (?:it'?s )?something else|(?:it'?s )?something else"
    r"|(?:以上)?都不是|都不对|不是|不对|没有|以上都不(?:是|对)|其他|别的"
)
_LONGEST_HINT = 5
_TOO_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "at",
        "for",
        "from",
        "i",
        "in",
        "is",
        "it",
        "my",
        "not",
        "of",
        "on",
        "or",
        "that",
        "the",
        "this",
        "to",
        "was",
        "what",
        "with",
        "you",
        "your",
    ]
)


def read_choice(text: str, options: Sequence[Option]) -> Choice:
    """What `text` says about the options offered.

    :returns: the option picked; `unclear` for a yes to several or a number that was not offered;
        `none` for a refusal of all; None if the text is a message of its own.

    >>> offered = [Option("intent", "card_lost", "a lost card", 0.4), Option("intent", "pin", "a PIN", 0.3)]
    >>> read_choice("the second one", offered), read_choice("第二个", offered), read_choice("the PIN", offered)
    (Picked(index=1, in_words=False), Picked(index=1, in_words=False), Picked(index=1, in_words=True))
    >>> read_choice("neither", offered), read_choice("yes", offered), read_choice("who are you", offered)
    ('none', 'unclear', None)
    """
    said = _plain(text)
    if not options or not said:
        return None
    pick = _PICK.fullmatch(said)
    if pick:
        return _index(pick["place"], len(options))
    if _NONE.fullmatch(said):
        return "none"
    if _YES.fullmatch(said):
        return Picked(0) if len(options) == 1 else "unclear"
    return _by_words(said, options)


def is_acknowledgement(text: str) -> bool:
    """Whether the text says no more than yes, no or fine.

    >>> is_acknowledgement("OK!"), is_acknowledgement("no"), is_acknowledgement("no card")
    (True, True, False)
    """
    said = _plain(text)
    return bool(_YES.fullmatch(said) or _NONE.fullmatch(said))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip().rstrip("。.! ")


def _index(place: str, count: int) -> Choice:
    number = count if place in _LAST else int(place) if place.isdigit() else _NUMBER[place]
    return Picked(number - 1) if 1 <= number <= count else "unclear"


def _by_words(said: str, options: Sequence[Option]) -> Picked | None:
    """The one option that a short text names: by its key, its text, or words that only it has."""
    for index, option in enumerate(options):
        if said in (option.key.casefold(), option.key.replace("_", " ").casefold(), option.text.casefold()):
            return Picked(index, in_words=True)
    spoken = _telling(said)
    if len(said.split()) > _LONGEST_HINT or len(spoken) > 3 * _LONGEST_HINT:
        return None
    known = [_telling(f"{option.text} {option.key.replace('_', ' ')}") for option in options]
    named = [
        index
        for index, own in enumerate(known)
        if (spoken & own) - set().union(*(other for place, other in enumerate(known) if place != index))
    ]
    return Picked(named[0], in_words=True) if len(named) == 1 else None


def _telling(text: str) -> set[str]:
    """Words that can tell one option from another; of Chinese, pairs of characters."""
    return {word for word in words(text) if len(word) > 1 and word not in _TOO_COMMON}
