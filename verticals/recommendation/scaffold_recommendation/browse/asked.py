"""What an address or a form asks for beside a user or items."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scaffold_recommendation.reasons.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

LENGTHS = (10, 20, 50)
_DIGITS = 6


@dataclass(frozen=True)
class Asked:
    """How a list is shown; what an address does not say, or says wrongly, is as usual.

    :ivar language: of reasons.
    :ivar k: length of the list.
    :ivar kind: of event that taking an item counts as; empty where nothing is kept.
    """

    language: str = LANGUAGES[0]
    k: int = LENGTHS[0]
    kind: str = ""
    usual_kind: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str], kinds: Sequence[str]) -> Asked:
        """As parameters or a form say.

        :param kinds: that there are, the usual one first.
        """
        language, kind = given.get("language", ""), given.get("kind", "")
        usual = kinds[0] if kinds else ""
        return cls(
            language if language in LANGUAGES else LANGUAGES[0],
            next((length for length in LENGTHS if given.get("k") == str(length)), LENGTHS[0]),
            kind if kind in kinds else usual,
            usual,
        )

    def but(self, **changed: Any) -> Asked:
        """The same with something else."""
        return replace(self, **changed)

    def kept(self) -> dict[str, str]:
        """What addresses carry on: what is not as usual."""
        found = {
            "language": "" if self.language == LANGUAGES[0] else self.language,
            "k": "" if self.k == LENGTHS[0] else str(self.k),
            "kind": "" if self.kind == self.usual_kind else self.kind,
        }
        return {name: value for name, value in found.items() if value}


def page_of(given: Mapping[str, str]) -> int:
    """The page that is asked for, from 1; the first one for what is no number.

    >>> page_of({"page": "3"}), page_of({"page": "-1"}), page_of({})
    (3, 1, 1)
    """
    written = given.get("page", "")
    fits = written.isascii() and written.isdecimal() and len(written) <= _DIGITS
    return max(int(written), 1) if fits else 1
