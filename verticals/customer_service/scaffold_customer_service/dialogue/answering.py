"""From an intent to an answer: the template of the intent, or the FAQ entry with its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from scaffold.text import language
from scaffold_customer_service.dialogue.reply import Source
from scaffold_customer_service.dialogue.session import Candidate, Option, Session
from scaffold_customer_service.slots.finding import find_slots

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scaffold_customer_service.dialogue.answers import Answer, Answers
    from scaffold_customer_service.faq.entry import FaqEntry
    from scaffold_customer_service.faq.search import FaqHit

_DEPTH = 40
_RELATED = 2


class Faq(Protocol):
    """The part of `FaqSearch` that answering needs."""

    def search(self, query: str, k: int = 5) -> list[FaqHit]:
        """The `k` best entries, best first."""

    def entry(self, entry_id: str) -> FaqEntry:
        """The entry with this id."""

    def __contains__(self, entry_id: str) -> bool: ...


@dataclass(frozen=True)
class Query:
    """A question whose intent is settled.

    :ivar said: the last message; details are taken from it. It differs from `question` where it only picked the
        intent or named a detail.
    :ivar probability: of the intent; None where the model was not asked.
    :ivar picked: the customer has chosen the intent, so it is right however little the question says.
    """

    intent: str
    question: str
    said: str
    probability: float | None = None
    picked: bool = False


@dataclass(frozen=True)
class Draft:
    """An answer before it is a reply.

    :ivar text: the answer; empty where something has to be asked first.
    :ivar ask: question for the slot `missing`.
    :ivar options: FAQ entries to choose from, where none is clearly the right one.
    :ivar of_intent: whether these entries are known to be of the intent.
    """

    text: str = ""
    ask: str = ""
    missing: str | None = None
    options: tuple[Option, ...] = ()
    of_intent: bool = True
    source: Source | None = None
    related: tuple[str, ...] = ()
    reason: str = ""


class Answering:
    """Finds the answer to a question whose intent is known.

    :param faq: None where the bundle has no FAQ.
    :param most: FAQ entries offered when none is clearly the right one.
    :param weak: FAQ confidence under which an entry is not clearly the right one.
    """

    def __init__(self, answers: Answers, faq: Faq | None, most: int, weak: float) -> None:
        self._answers = answers
        self._faq = faq
        self._most = most
        self._weak = weak

    def knows_more_than(self, small_talk: Collection[str]) -> bool:
        """Whether there is an FAQ, or a template of any other intent than these."""
        return self._faq is not None or any(answer.intent not in small_talk for answer in self._answers)

    def template(self, intent: str, language_: str) -> Answer | None:
        """The template of the intent."""
        return self._answers.get(intent, language_)

    def search(self, query: str) -> list[FaqHit]:
        """FAQ entries near to the query, best first."""
        return self._faq.search(query, _DEPTH) if self._faq else []

    def answer(self, session: Session, query: Query) -> Draft | None:
        """The answer to a question, details being kept in the session; None if there is none.

        A confident FAQ entry of the intent goes before the template, for it is about the very question; but not
        if the message brought a detail that the template uses.
        """
        template = self.template(query.intent, session.language)
        fresh = find_slots(query.said, template.slots) if template else {}
        session.slots.update(fresh)
        hits = self.search(query.question)
        own = [hit for hit in hits if hit.entry.intent == query.intent]
        for hit in (own or hits)[: self._most]:
            session.show(Candidate(hit.entry.id, hit.entry.question, hit.entry.source, hit.confidence))
        if template and (fresh or not (own and own[0].confident)):
            return self._from_template(template, session, own)
        return self._from_faq(own, hits, query)

    def from_template(self, template: Answer, session: Session) -> Draft:
        """The filled-in template, or the question for a required slot."""
        return self._from_template(template, session, [])

    def from_entry(self, entry: FaqEntry, related: Sequence[FaqHit] = (), reason: str = "") -> Draft:
        """The answer of an FAQ entry, with its source."""
        others = [hit.entry.question for hit in related if hit.entry.id != entry.id]
        return Draft(
            text=entry.answer,
            source=Source(entry.id, entry.source),
            related=tuple(others[:_RELATED]),
            reason=reason or f"FAQ entry {entry.id}",
        )

    def entry(self, entry_id: str) -> FaqEntry | None:
        """The FAQ entry of that id; None if it is not there any more."""
        return self._faq.entry(entry_id) if self._faq and entry_id in self._faq else None

    def _from_template(self, template: Answer, session: Session, own: Sequence[FaqHit]) -> Draft:
        missing = template.missing(session.slots)
        if missing:
            reason = f"the answer for {template.intent} needs the slot {missing}"
            return Draft(ask=template.slots[missing].ask, missing=missing, reason=reason)
        entry = self.entry(template.source)
        others = [hit.entry.question for hit in own if hit.entry.id != template.source]
        return Draft(
            text=template.render(session.slots),
            source=Source(entry.id, entry.source) if entry else None,
            related=tuple(others[:_RELATED]),
            reason=f"template {template.path.name}",
        )

    def _from_faq(self, own: Sequence[FaqHit], hits: Sequence[FaqHit], query: Query) -> Draft | None:
        near = own or hits
        if not near:
            return None
        best = near[0]
        readable = language(best.entry.question) == language(query.question)
        clear = best.confidence >= self._weak if own else best.confident
        reason = f"FAQ entry {best.entry.id}, confidence {best.confidence:.0%}"
        if readable and clear:
            return self.from_entry(best.entry, own[1:], reason)
        if readable and own and query.picked:
            return replace(self.from_entry(best.entry, (), reason), options=self._choices(own[1:]))
        return Draft(options=self._choices(near), of_intent=bool(own), reason="no FAQ entry is clearly the right one")

    def _choices(self, hits: Sequence[FaqHit]) -> tuple[Option, ...]:
        return tuple(Option("faq", hit.entry.id, hit.entry.question, hit.confidence) for hit in hits[: self._most])
