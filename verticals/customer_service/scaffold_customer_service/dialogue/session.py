"""The state of one conversation, and the store that keeps conversations apart."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from scaffold.errors import DataError, UserError
from scaffold.files import write_text
from scaffold.rules.language.effect import SEVERITIES

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold_customer_service.dialogue.orders import Orders

Speaker = Literal["customer", "assistant"]
Kind = Literal["question", "unclear", "choice", "detail", "small_talk", "reply"]

_FORMAT = 1
_NAME = re.compile(r"[\w][\w.-]{0,99}")


@dataclass
class Turn:
    """One message.

    :ivar time: ISO 8601.
    :ivar kind: what the message was taken for; `unclear` was not understood, a `choice` picks an option, a `detail`
        fills a slot.
    """

    speaker: Speaker
    text: str
    time: str
    kind: Kind = "question"


@dataclass
class Option:
    """A reading that was offered.

    :ivar kind: whether `key` is an intent or the id of an FAQ entry.
    """

    kind: Literal["intent", "faq"]
    key: str
    text: str
    probability: float


@dataclass
class Tried:
    """An intent that was considered, with the highest probability it had, and whether an answer was given."""

    intent: str
    probability: float
    answered: bool = False


@dataclass
class Candidate:
    """An FAQ entry that was shown or considered."""

    id: str
    question: str
    source: str
    confidence: float


@dataclass
class Session:
    """All that is known of one conversation; plain values only.

    :ivar language: of the last message that had one.
    :ivar topic: intent of the last answered question.
    :ivar question: the customer's words that the topic, the options or the missing slot are about.
    :ivar slots: details by name that belong to the topic.
    :ivar options: readings offered by the last reply.
    :ivar missing: slot that the last reply asked for.
    :ivar failures: messages in a row that were not understood.
    :ivar route: queue that rules chose last; `severity` the highest they gave, `rules` all that ordered something.
    """

    name: str
    language: str = "en"
    turns: list[Turn] = field(default_factory=list)
    topic: str | None = None
    question: str = ""
    slots: dict[str, str] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    asked_again: bool = False
    missing: str | None = None
    failures: int = 0
    tried: list[Tried] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    handed_over: bool = False
    route: str | None = None
    severity: str | None = None
    rules: list[str] = field(default_factory=list)

    def follow(self, orders: Orders) -> None:
        """Note what rules order, for the colleague who may take over."""
        self.route = orders.route or self.route
        self.severity = max((self.severity, orders.severity), key=_rank)
        self.rules += [rule for rule in orders.rules if rule not in self.rules]

    def try_intent(self, intent: str, probability: float) -> None:
        """Note that an intent was considered."""
        for tried in self.tried:
            if tried.intent == intent:
                tried.probability = max(tried.probability, probability)
                return
        self.tried.append(Tried(intent, probability))

    def answered(self, intent: str) -> None:
        """Note that an answer was given."""
        for tried in self.tried:
            tried.answered = tried.answered or tried.intent == intent

    def show(self, candidate: Candidate) -> None:
        """Note that an FAQ entry was considered."""
        if all(known.id != candidate.id for known in self.candidates):
            self.candidates.append(candidate)

    def turn_to(self, topic: str) -> None:
        """Make `topic` the topic; another one than before forgets the slots."""
        if topic != self.topic:
            self.slots = {}
        self.topic = topic

    def stop_waiting(self) -> None:
        """Forget what the last reply asked."""
        self.options, self.missing, self.asked_again = [], None, False

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"format": _FORMAT, **asdict(self)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Session:
        """Read back what `as_dict` wrote.

        :raises ValueError: for anything else.
        """
        values = dict(values)
        if values.pop("format", None) != _FORMAT:
            raise ValueError(f"the format is not {_FORMAT}")
        records = {"turns": Turn, "options": Option, "tried": Tried, "candidates": Candidate}
        lists: dict[str, Any] = {
            name: [record(**item) for item in values.pop(name)] for name, record in records.items()
        }
        return cls(**values, **lists)


def _rank(severity: str | None) -> int:
    return next((rank for rank, name in enumerate(SEVERITIES, 1) if name == severity), 0)


class SessionStore:
    """Sessions by name: in memory, and in a folder too if one is given, a file each.

    :param folder: where files go; None keeps nothing beyond the process.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._sessions: dict[str, Session] = {}

    def get(self, name: str) -> Session:
        """The session of that name: the known one, else the saved one, else a new one.

        :raises UserError: for a name that cannot be a file name.
        :raises DataError: for a saved session that cannot be read.
        """
        if name not in self._sessions:
            self._sessions[name] = self._read(name) or Session(name)
        return self._sessions[name]

    def save(self, session: Session) -> None:
        """Keep the session; in the folder, whole or not at all."""
        self._sessions[session.name] = session
        if self._folder is not None:
            text = json.dumps(session.as_dict(), ensure_ascii=False, indent=1)
            write_text(self._path(session.name), text + "\n")

    def reset(self, name: str) -> Session:
        """Start the session of that name anew."""
        self._sessions[name] = Session(name)
        if self._folder is not None:
            self._path(name).unlink(missing_ok=True)
        return self._sessions[name]

    def _path(self, name: str) -> Path:
        if self._folder is None:
            raise ValueError("this store has no folder")
        if not _NAME.fullmatch(name):
            raise UserError(
                f"{name!r} cannot be the name of a session",
                hint="Use letters, digits, dots, dashes and underscores, at most 100.",
            )
        return self._folder / f"{name}.json"

    def _read(self, name: str) -> Session | None:
        if self._folder is None:
            return None
        path = self._path(name)
        if not path.exists():
            return None
        try:
            session = Session.from_dict(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataError(
                f"this is not a saved session: {error}", where=str(path), hint="Delete the file to start anew."
            ) from error
        if session.name != name:
            raise DataError(f"this file holds the session {session.name!r}", where=str(path), hint="Rename the file.")
        return session
