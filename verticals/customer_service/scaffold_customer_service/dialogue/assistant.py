"""The policy of the conversation: answer, ask back, decline, or hand over.

| the message | the reply |
|---|---|
| understood | the template of its intent, or the FAQ entry with its source; first a question for a missing detail |
| one of several readings | asks which one is meant; the customer picks by number or in words |
| out of scope | declined, with what the assistant can do; unless the FAQ has a clear answer |
| not understood again | hands over with a summary (`retry_limit` failures in a row) |
| a person is wanted, by the customer or by a rule | hands over at once |
| a rule names a template | that answer |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from scaffold.rules.firing.material import KnownTexts, Material, day_of
from scaffold.text import language, normalise, word_count
from scaffold_customer_service.dialogue.answering import Query
from scaffold_customer_service.dialogue.handoff import Code, hand_over
from scaffold_customer_service.dialogue.options import Picked, is_acknowledgement, read_choice
from scaffold_customer_service.dialogue.orders import Orders
from scaffold_customer_service.dialogue.reply import Reply
from scaffold_customer_service.dialogue.session import Option, Session, Turn
from scaffold_customer_service.heads import HEAD
from scaffold_customer_service.slots.finding import RECOGNISERS, find_slots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scaffold.decision.decision import Decision
    from scaffold.rules.firing.material import Text
    from scaffold_customer_service.dialogue.answering import Answering, Draft
    from scaffold_customer_service.dialogue.phrases import Phrases
    from scaffold_customer_service.dialogue.reply import Source
    from scaffold_customer_service.settings import CustomerServiceSettings

_SHORT = 5
_VERY_SHORT = 2
# FAQ confidence from which its best entry counts as a second witness; chosen on the sample's validation questions.
_WITNESS = 0.2
_FAREWELL: dict[Code, str] = {
    "wanted": "handoff_wanted",
    "not_understood": "handoff_failed",
    "no_answer": "handoff_no_answer",
    "rule": "handoff_wanted",
}


class Decider(Protocol):
    """The part of a bundle that the policy needs."""

    def decide(self, texts: Sequence[Text]) -> list[Decision]:
        """One decision a text."""

    def labels(self, head: str) -> tuple[str, ...]:
        """Class names of a head."""


def utc_now() -> str:
    """The time now, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Assistant:
    """Answers messages; all that it remembers is in the session, so one assistant serves any number of them.

    assistant = Assistant(bundle, answering, phrases, settings)
    reply = assistant.reply(store.get("anna"), "I have lost my card")
    """

    decider: Decider
    answering: Answering
    phrases: Phrases
    settings: CustomerServiceSettings
    clock: Callable[[], str] = utc_now

    def reply(self, session: Session, text: str) -> Reply:
        """Reply to one message and bring the session up to date."""
        turn = Turn("customer", normalise(text), self.clock())
        session.turns.append(turn)
        session.language = self._language(session, turn.text)
        reply = replace(self._respond(session, turn), slots=dict(session.slots))
        session.turns.append(Turn("assistant", reply.text, self.clock(), "reply"))
        return reply

    def _language(self, session: Session, text: str) -> str:
        if self.settings.language != "auto":
            return self.settings.language
        found = language(text)
        return found if found in ("en", "zh") else session.language

    def _respond(self, session: Session, turn: Turn) -> Reply:
        choice = read_choice(turn.text, session.options)
        if choice == "unclear":
            return self._which_one(session, turn)
        if choice == "none":
            turn.kind = "choice"
            text = self.phrases.say("rephrase", session.language)
            return self._fail(session, text, "none of the readings offered was meant")
        if choice is not None:
            return self._chosen(session, turn, choice)
        if not session.options and not session.missing and is_acknowledgement(turn.text):
            turn.kind = "small_talk"
            return Reply(self.phrases.say("ready", session.language), "answer", reason="nothing was open")
        if session.missing and (value := RECOGNISERS[session.missing](turn.text)):
            turn.kind = "detail"
            session.slots[session.missing] = value
            return self._answer(session, Query(session.topic or "", session.question, turn.text))
        return self._detail(session, turn, _VERY_SHORT) or self._understand(session, turn)

    def _detail(self, session: Session, turn: Turn, longest: int) -> Reply | None:
        """The answer of the topic anew, if a message of at most `longest` words names a detail that it uses."""
        template = self.answering.template(session.topic, session.language) if session.topic else None
        if template is None or word_count(turn.text) > longest or not find_slots(turn.text, template.slots):
            return None
        turn.kind = "detail"
        return self._answer(session, Query(template.intent, session.question, turn.text))

    def _which_one(self, session: Session, turn: Turn) -> Reply:
        turn.kind = "choice"
        if session.asked_again:
            text = self.phrases.say("rephrase", session.language)
            return self._fail(session, text, "it stayed unclear which reading was meant")
        session.asked_again = True
        text = self.phrases.say("which_one", session.language)
        return Reply(text, "ask", options=tuple(session.options), reason="it is unclear which reading was picked")

    def _chosen(self, session: Session, turn: Turn, choice: Picked) -> Reply:
        option = session.options[choice.index]
        question = f"{session.question} {turn.text}" if choice.in_words else session.question
        turn.kind = "choice"
        if option.kind == "intent":
            return self._known(session, turn, Query(option.key, question, question, option.probability, picked=True))
        entry = self.answering.entry(option.key)
        if entry is None:
            return self._handoff(session, "no_answer")
        return self._say(session, self.answering.from_entry(entry), session.topic, option.probability)

    def _understand(self, session: Session, turn: Turn) -> Reply:
        if not any(char.isalnum() for char in turn.text):
            return self._fail(session, self._declined(session), "the message has no words")
        # Rules may ask how long ago something was, so they are told the day.
        material = Material(turn.text, day=day_of(turn.time))
        decision = self.decider.decide(KnownTexts([turn.text], [material]))[0]
        reply = self._ordered(session, decision) or self._decided(session, turn, decision)
        return replace(reply, decision=decision, reason=reply.reason or decision.reason)

    def _decided(self, session: Session, turn: Turn, decision: Decision) -> Reply:
        head = decision.heads[HEAD]
        if self._sure(turn.text, decision):
            return self._known(session, turn, Query(head.label, turn.text, turn.text, head.probability))
        return self._rescue(session, turn, decision) or self._unsure(session, turn, decision)

    def _ordered(self, session: Session, decision: Decision) -> Reply | None:
        """What rules want: a person takes over, or the answer is a template that they name."""
        orders = Orders.of(decision)
        session.follow(orders)
        said = self._template(session, orders)
        if not orders.person:
            return self._say(session, said, None, None) if said else None
        head = decision.heads[HEAD]
        if not decision.rejected:
            session.try_intent(head.label, head.probability)
        reply = self._handoff(session, "rule", rules=orders.person)
        return replace(reply, text=f"{said.text}\n{reply.text}", source=said.source) if said else reply

    def _template(self, session: Session, orders: Orders) -> Draft | None:
        """The answer that rules name, if there is one of that name that lacks no detail."""
        template = self.answering.template(orders.template, session.language) if orders.template else None
        if template is None or template.missing(session.slots):
            return None
        return self.answering.from_template(template, session)

    def _sure(self, text: str, decision: Decision) -> bool:
        """Whether the likeliest reading is answered: likely enough alone, or less likely and the FAQ agrees."""
        head = decision.heads[HEAD]
        if decision.rejected:
            return False
        if decision.action == "answer" or head.probability >= self.settings.answer_from:
            return True
        if head.probability < self.settings.agree_from:
            return False
        best = next(iter(self.answering.search(text)), None)
        return best is not None and best.entry.intent == head.label and best.confidence >= _WITNESS

    def _known(self, session: Session, turn: Turn, query: Query) -> Reply:
        """Reply to a message whose intent is settled."""
        template = self.answering.template(query.intent, session.language)
        if query.intent in self.settings.small_talk and template:
            turn.kind = "small_talk"
            return self._say(session, self.answering.from_template(template, session), query.intent, query.probability)
        if query.probability is not None:
            session.try_intent(query.intent, query.probability)
        if query.intent in self.settings.handoff_intents:
            return self._handoff(session, "wanted", query)
        session.turn_to(query.intent)
        session.question = query.question
        return self._answer(session, query)

    def _answer(self, session: Session, query: Query) -> Reply:
        draft = self.answering.answer(session, query)
        if draft is None:
            return self._handoff(session, "no_answer", query)
        if draft.missing and draft.missing == session.missing:
            text = self.phrases.say("slot_again", session.language, question=draft.ask)
            return self._fail(session, text, draft.reason, missing=draft.missing)
        return self._say(session, draft, query.intent, query.probability)

    def _say(self, session: Session, draft: Draft, intent: str | None, probability: float | None) -> Reply:
        session.stop_waiting()
        session.failures = 0
        session.missing = draft.missing
        session.options = list(draft.options)
        if draft.text and intent:
            session.answered(intent)
        return Reply(
            self._wording(session, draft, intent or ""),
            "answer" if draft.text else "ask",
            intent,
            probability,
            draft.source,
            draft.options,
            related=draft.related,
            reason=draft.reason,
        )

    def _wording(self, session: Session, draft: Draft, intent: str) -> str:
        if not draft.options:
            return draft.text or draft.ask
        if draft.text:
            return f"{draft.text}\n{self.phrases.say('or_else', session.language)}"
        if not draft.of_intent:
            return self.phrases.say("ask", session.language)
        topic = self.phrases.topic(intent, session.language)
        return self.phrases.say("narrow", session.language, topic=topic)

    def _rescue(self, session: Session, turn: Turn, decision: Decision) -> Reply | None:
        """An answer the model was not sure of: a new detail for the topic, or an FAQ entry that clearly fits."""
        again = self._detail(session, turn, _SHORT)
        if again:
            return again
        hits = self.answering.search(turn.text)
        if not hits or not self._fits(session, hits[0].entry.intent, hits[0].confidence, decision):
            return None
        entry = hits[0].entry
        if entry.intent:
            session.turn_to(entry.intent)
        session.question = turn.text
        near = [hit for hit in hits if hit.entry.intent == entry.intent]
        reason = f"FAQ entry {entry.id} fits, confidence {hits[0].confidence:.0%}; {decision.reason}"
        return self._say(session, self.answering.from_entry(entry, near, reason), entry.intent or None, None)

    def _fits(self, session: Session, intent: str, confidence: float, decision: Decision) -> bool:
        """Whether the best FAQ hit may answer: surer where it leaves the topic, never against the possible labels."""
        if intent and intent == session.topic and not session.options:
            return confidence >= self.settings.rescue_from / 2
        possible = decision.heads[HEAD].set
        known = intent in self.decider.labels(HEAD)
        return confidence >= self.settings.rescue_from and (decision.rejected or not known or intent in possible)

    def _unsure(self, session: Session, turn: Turn, decision: Decision) -> Reply:
        if session.missing:
            template = self.answering.template(session.topic or "", session.language)
            if template and session.missing in template.slots:
                question = template.slots[session.missing].ask
                text = self.phrases.say("slot_again", session.language, question=question)
                return self._fail(session, text, decision.reason, missing=session.missing)
        if decision.rejected:
            return self._fail(session, self._declined(session), decision.reason)
        session.question = turn.text
        options = self._readings(session, decision)
        if not options:
            return self._fail(session, self._declined(session), decision.reason)
        return self._fail(session, self.phrases.say("ask", session.language), decision.reason, options)

    def _readings(self, session: Session, decision: Decision) -> list[Option]:
        """The likeliest readings, two at least and `max_options` at most; small talk is none."""
        head = decision.heads[HEAD]
        likely = [(label, p) for label, p in head.alternatives if label not in self.settings.small_talk]
        possible = [pair for pair in likely if pair[0] in head.set]
        chosen = (possible if len(possible) > 1 else likely[:2])[: self.settings.max_options]
        for label, probability in chosen:
            session.try_intent(label, probability)
        return [Option("intent", label, self.phrases.topic(label, session.language), p) for label, p in chosen]

    def _declined(self, session: Session) -> str:
        labels = [
            label
            for label in self.decider.labels(HEAD)
            if label not in self.settings.small_talk + self.settings.handoff_intents
        ]
        examples = self.phrases.examples(labels, session.language)
        return self.phrases.say("decline", session.language, examples=examples)

    def _fail(
        self, session: Session, text: str, reason: str, options: Sequence[Option] = (), missing: str | None = None
    ) -> Reply:
        """Count a failure: ask with `text`, or hand over when it is one too many."""
        session.failures += 1
        if session.turns[-1].kind == "question":
            session.turns[-1].kind = "unclear"
        if session.failures >= self.settings.retry_limit:
            return self._handoff(session, "not_understood")
        session.stop_waiting()
        session.options, session.missing = list(options), missing
        return Reply(text, "ask", options=tuple(options), reason=reason)

    def _handoff(self, session: Session, code: Code, query: Query | None = None, rules: Sequence[str] = ()) -> Reply:
        intent = query.intent if query else session.topic or ""
        package = hand_over(
            session,
            code,
            intent,
            self.clock(),
            self.phrases,
            mask_transcript=self.settings.mask_transcript,
            rules=rules,
        )
        text, source = self._farewell(session, code, intent)
        session.stop_waiting()
        session.failures, session.handed_over = 0, True
        return Reply(
            text,
            "handoff",
            query.intent if query else None,
            query.probability if query else None,
            source,
            handoff=package,
            reason=package.reason,
        )

    def _farewell(self, session: Session, code: Code, intent: str) -> tuple[str, Source | None]:
        template = self.answering.template(intent, session.language) if code == "wanted" else None
        if template and template.missing(session.slots) is None:
            draft = self.answering.from_template(template, session)
            return draft.text, draft.source
        topic = self.phrases.topic(intent, session.language)
        return self.phrases.say(_FAREWELL[code], session.language, topic=topic), None
