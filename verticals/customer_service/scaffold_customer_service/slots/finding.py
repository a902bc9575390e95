"""Details that an answer needs, taken from the customer's words: English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from types import MappingProxyType

from scaffold_customer_service.slots.amounts import find_amount
from scaffold_customer_service.slots.countries import find_country
from scaffold_customer_service.slots.dates import find_date

Recogniser = Callable[[str], str | None]

# Direct debits and credits to an account are no cards; a bare word is the answer to the question which card.
_BARE = r"^\W*(?:(?:it's|it is|the|my|a)\s+)*{kind}(?:\s+one)?(?:\W+please)?\W*$"
_CARD_KINDS = {
    "debit": rf"\bdebit[ -]?cards?\b|{_BARE.format(kind='debit')}|借记卡?|储蓄卡",
    "credit": rf"\bcredit[ -]?cards?\b|{_BARE.format(kind='credit')}|信用卡|贷记卡?",
}
_CHANNELS = {
    "app": r"\bapps?\b|手机银行|应用",
    "online": r"\bonline\b|\bwebsite\b|\bcomputer\b|\blaptop\b|网银|网上银行|电脑",
    "branch": r"\bbranch(?:es)?\b|\bcounter\b|\bin person\b|网点|柜台|支行",
    "phone": r"\b(?:by|over the|on the) (?:tele)?phone\b|\bcall(?:ing)?\b|电话",
    "cash machine": r"\bcash ?(?:machine|point)s?\b|\batms?\b|取款机|提款机|柜员机",
}
_REFERENCE = re.compile(
    r"(?:\b(?:ref(?:erence)?|case|ticket|error code)\b|编号|参考号|错误码)"
    r"\s*(?:number|no\.?|code|is|号|是|为|[:#：])*\s*#?(?P<value>(?=[\w-]*\d)[A-Za-z\d][A-Za-z\d-]{2,19})(?![\w-])",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w-])(?P<value>[A-Z]{1,4}-?\d{3,10})(?![\w-])")


def find_card_kind(text: str) -> str | None:
    """`debit` or `credit`; None if the text names both or neither."""
    return _only(text, _CARD_KINDS)


def find_channel(text: str) -> str | None:
    """`app`, `online`, `branch`, `phone` or `cash machine`; None if the text names several or none."""
    return _only(text, _CHANNELS)


def find_reference(text: str) -> str | None:
    """A reference number or error code, such as `T4012` or `REF 88-1203`.

    >>> find_reference("it says error code T4012"), find_reference("reference number: 88-1203")
    ('T4012', '88-1203')
    """
    match = _REFERENCE.search(text) or _CODE.search(text)
    return match["value"] if match else None


RECOGNISERS: MappingProxyType[str, Recogniser] = MappingProxyType(
    {
        "amount": find_amount,
        "card_kind": find_card_kind,
        "channel": find_channel,
        "country": find_country,
        "date": find_date,
        "reference": find_reference,
    }
)


def find_slots(text: str, names: Iterable[str]) -> dict[str, str]:
    """The slots among `names` whose value the text holds.

    >>> find_slots("I sent £250 to Japan from my debit card", ["amount", "card_kind", "date"])
    {'amount': '£250', 'card_kind': 'debit'}
    """
    found = {name: RECOGNISERS[name](text) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _only(text: str, patterns: dict[str, str]) -> str | None:
    found = [name for name, pattern in patterns.items() if re.search(pattern, text, re.IGNORECASE)]
    return found[0] if len(found) == 1 else None
