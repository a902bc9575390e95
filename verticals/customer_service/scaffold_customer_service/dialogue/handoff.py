"""What a colleague gets when the assistant hands over: read in ten seconds, complete as JSON.

The package (`as_dict`, format 1):

| key | value |
|---|---|
| `format` | 1 |
| `session`, `language` | name of the conversation; `en` or `zh` |
| `started`, `handed_over` | ISO 8601 |
| `reason` | `code`: `wanted`, `not_understood`, `no_answer` or `rule`; `text`: the same as a sentence |
| `route`, `severity` | queue, and `low` to `critical`, as rules order; null where none does |
| `rules` | ids of the rules that ordered something in this conversation |
| `summary` | two to four sentences, personal data masked |
| `intents` | considered, open ones first: `intent`, `name`, `probability`, `answered` |
| `faq_candidates` | entries shown or considered: `id`, `question`, `source`, `confidence` |
| `slots` | details by name, personal data masked |
| `failures` | messages in a row that were not understood |
| `transcript` | `speaker`, `time`, `text` of every message |
| `transcript_masked` | whether personal data in the transcript are masked |
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from scaffold.data.report.personal import mask
from scaffold.text import normalise
from scaffold_customer_service.dialogue.session import Candidate, Session, Tried, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_customer_service.dialogue.phrases import Phrases

Code = Literal["wanted", "not_understood", "no_answer", "rule"]

FORMAT = 1
_LONGEST_QUOTE = 200
_MOST_OPEN = 3
_SHOWN = 5
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")
_PHRASE: dict[Code, str] = {
    "wanted": "reason_wanted",
    "not_understood": "reason_failed",
    "no_answer": "reason_no_answer",
    "rule": "reason_rule",
}


@dataclass(frozen=True)
class Handoff:
    """A conversation as a colleague takes it over; the module describes its JSON."""

    session: str
    language: str
    started: str
    handed_over: str
    code: Code
    reason: str
    summary: str
    intents: tuple[tuple[Tried, str], ...]
    candidates: tuple[Candidate, ...]
    slots: dict[str, str]
    failures: int
    transcript: tuple[Turn, ...]
    masked: bool
    route: str | None = None
    severity: str | None = None
    rules: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "format": FORMAT,
            "session": self.session,
            "language": self.language,
            "started": self.started,
            "handed_over": self.handed_over,
            "reason": {"code": self.code, "text": self.reason},
            "route": self.route,
            "severity": self.severity,
            "rules": list(self.rules),
            "summary": self.summary,
            "intents": [
                {**asdict(tried), "name": name, "probability": round(tried.probability, 4)}
                for tried, name in self.intents
            ],
            "faq_candidates": [{**asdict(c), "confidence": round(c.confidence, 4)} for c in self.candidates],
            "slots": self.slots,
            "failures": self.failures,
            "transcript": [{"speaker": t.speaker, "time": t.time, "text": t.text} for t in self.transcript],
            "transcript_masked": self.masked,
        }

    def render(self) -> str:
        """What a colleague reads first: the summary, the reason, the queue, the FAQ entries that were no help."""
        lines = [self.summary, f"Reason: {self.reason}"]
        orders = [("Queue", self.route), ("Severity", self.severity)]
        if any(order for _, order in orders):
            lines.append(". ".join(f"{name}: {order}" for name, order in orders if order))
        if self.candidates:
            lines.append("FAQ entries considered: " + ", ".join(c.id for c in self.candidates[-_SHOWN:]))
        lines.append(f"Messages: {len(self.transcript)}, from {self.started} to {self.handed_over}")
        return "\n".join(lines)


def hand_over(
    session: Session,
    code: Code,
    topic: str,
    now: str,
    phrases: Phrases,
    *,
    mask_transcript: bool,
    rules: Sequence[str] = (),
) -> Handoff:
    """Make the package from the state of a session.

    :param topic: intent the reason names, where it names one.
    :param now: time of the hand-over, ISO 8601.
    :param rules: ids of the rules that want a person, for the reason.
    """
    language = session.language
    ordered = sorted(session.tried, key=lambda tried: (tried.answered, -tried.probability, tried.intent))
    intents = tuple((tried, phrases.topic(tried.intent, language)) for tried in ordered)
    values = {
        "topic": phrases.topic(topic, language),
        "failures": session.failures,
        "rules": phrases.enumerate(rules, language),
    }
    reason = phrases.say(_PHRASE[code], language, **values)
    hidden = mask if mask_transcript else str
    return Handoff(
        session=session.name,
        language=language,
        started=session.turns[0].time if session.turns else now,
        handed_over=now,
        code=code,
        reason=reason,
        summary=_summary(session, intents, phrases),
        intents=intents,
        candidates=tuple(session.candidates),
        slots={name: mask(value) for name, value in session.slots.items()},
        failures=session.failures,
        transcript=tuple(Turn(turn.speaker, hidden(turn.text), turn.time, turn.kind) for turn in session.turns),
        masked=mask_transcript,
        route=session.route,
        severity=session.severity,
        rules=tuple(session.rules),
    )


def _summary(session: Session, intents: tuple[tuple[Tried, str], ...], phrases: Phrases) -> str:
    language = session.language
    asked = [turn for turn in session.turns if turn.speaker == "customer" and turn.kind in ("question", "unclear")]
    unclear = [f'"{gist(mask(turn.text))}"' for turn in asked[1:] if turn.kind == "unclear"][-2:]
    answered = [name for tried, name in intents if tried.answered]
    still_open = [f"{name} ({tried.probability:.0%})" for tried, name in intents if not tried.answered]
    slots = [mask(value) for value in session.slots.values()]
    parts = [
        ("summary_asked", "question", gist(mask(asked[0].text)) if asked else ""),
        ("summary_unclear", "messages", ", ".join(unclear)),
        ("summary_answered", "intents", phrases.enumerate(answered, language)),
        ("summary_intents", "intents", phrases.enumerate(still_open[:_MOST_OPEN], language)),
        ("summary_slots", "slots", ", ".join(slots)),
    ]
    said = [phrases.say(name, language, **{key: value}) for name, key, value in parts if value]
    return ("" if language == "zh" else " ").join(said)


def gist(text: str) -> str:
    """The part of a long message that asks: its last question, else its last sentence; short ones whole.

    >>> gist("It was a long day. " * 12 + "How do I get my money back?")
    'How do I get my money back?'
    """
    text = normalise(text)
    if len(text) <= _LONGEST_QUOTE:
        return text
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text)]
    asking = [sentence for sentence in sentences if sentence.endswith(("?", "？"))]
    best = (asking or sentences or [text])[-1]
    return best if len(best) <= _LONGEST_QUOTE else best[: _LONGEST_QUOTE - 1].rstrip() + "…"
