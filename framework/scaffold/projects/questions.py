"""What a template asks: each question with a default, and a check that says what is allowed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from scaffold.errors import UserError, did_you_mean

Answer = str | list[str]
KINDS = ("text", "choice", "words")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Question:
    """One question of `template.toml`.

    :ivar kind: `text`, one line; `choice`, one of the choices; `words`, one or more words.
    :ivar default: what counts where nothing is said; a Jinja text with the project's name and earlier answers.
    :ivar choices: the allowed values; of `words` the known ones, if there are any.
    :ivar pattern: what the whole of a text has to look like.
    :ivar longest: in characters.
    :ivar allowed: what is allowed, in words.
    """

    name: str
    ask: str
    kind: str = "text"
    default: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    longest: int = 100
    allowed: str = ""

    def __post_init__(self) -> None:
        """Refuse a question that cannot be asked.

        :raises ValueError: saying why.
        """
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"name {self.name!r} has others than small letters, digits and _")
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} is none of {', '.join(KINDS)}")
        if self.kind == "choice" and not self.choices:
            raise ValueError(f"{self.name!r} is a choice, and has no choices")
        if not 0 < self.longest <= 1000:
            raise ValueError(f"longest {self.longest} is not between 1 and 1000")
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"pattern {self.pattern!r} is no regular expression: {error}") from error

    def answer(self, given: Any) -> Answer:
        """The answer in its form.

        :param given: a text; of `words` also a list, or words with commas or blanks between.
        :raises UserError: saying what is allowed.
        """
        if self.kind == "words":
            words = re.split(r"[\s,;]+", given.strip()) if isinstance(given, str) else list(given)
            return list(dict.fromkeys(self._checked(str(word)) for word in words if word)) or self._refuse(given)
        if not isinstance(given, str):
            self._refuse(given)
        return self._checked(unicodedata.normalize("NFC", given).strip())

    @property
    def shown(self) -> str:
        """What is allowed, in words."""
        if self.choices:
            return f"{'one of' if self.kind == 'choice' else 'some of'} {', '.join(self.choices)}"
        return self.allowed or f"one line of at most {self.longest} characters"

    def _checked(self, value: str) -> str:
        if self.choices and value not in self.choices:
            near = did_you_mean(value, self.choices)
            self._refuse(value, near if near.startswith(",") else "")
        # A lone half of a surrogate pair cannot be written as UTF-8.
        strange = any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value)
        if not value or len(value) > self.longest or strange or not re.fullmatch(self.pattern or ".*", value):
            self._refuse(value)
        return value

    def _refuse(self, given: Any, near: str = "") -> Any:
        shown = repr(given if not isinstance(given, str) or len(given) <= 40 else f"{given[:40]}...")
        raise UserError(f"{shown} is no answer{near}", where=self.name, hint=f"Give {self.shown}.")
