"""Proposed rules as a file of rules."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.rules.suggest.proposal import Proposal

_LONGEST = 90

# What needs no quotes: words that begin with a letter, unless YAML takes them for something else.
_PLAIN = re.compile(r"[^\W\d_][\w./-]*(?: \w[\w./-]*)*")
_NO_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])


def as_rules(proposals: Sequence[Proposal], head: str | None, source: str, texts: int) -> str:
    """A file of rules, one a proposal, that says what a person has to do with it.

    :param head: that they are for; None where it is the only one.
    :param source: the data, as the rules name them.
    :param texts: how many labelled ones were looked at.
    """
    origin = " ".join(source.split())
    lines = [
        f"# Proposed from {texts:,} labelled texts of {origin}: phrases were chosen in one half of them and counted in",
        "# the other, and those counts are shown. Phrases that are wrong there more often than right are left out.",
        "# A person has to read every rule before it is used: keep what is true of the field, delete what is chance,",
        "# and write what the person knows besides. Then: scaffold rules check FILE",
        *([] if head is None else [f"head: {_quoted(head)}"]),
        "rules:" if proposals else "rules: []",
    ]
    numbers: dict[str, int] = {}
    for each in proposals:
        name = re.sub(r"\s+", "-", each.label.strip())[:_LONGEST] or "rule"
        numbers[name] = numbers.get(name, 0) + 1
        lines += [
            f"  - id: {_quoted(f'{name}-{numbers[name]}')}",
            f"    description: found in {each.found} texts, right in {each.right}",
            f"    source: {_quoted(f'suggested from {origin}')}",
            f"    when: {_quoted(each.phrase)}",
            f"    then: {{label: {_quoted(each.label)}}}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Text as YAML reads it back, quoted where it has to be."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NO_WORDS:
        return text
    # What JSON escapes YAML reads alike; JSON leaves these, which YAML takes for ends of lines or refuses.
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", quoted)
