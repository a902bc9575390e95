"""An incident while it is being followed: what it is, and what was noticed and told so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.incidents.bad_news import is_about, negative_for
from scaffold_financial_sentiment.incidents.evidence import publishers_of, with_stories
from scaffold_financial_sentiment.incidents.incident import CLOSED, OPEN, Incident
from scaffold_financial_sentiment.incidents.naming import incident_id
from scaffold_financial_sentiment.incidents.severity import graver, severity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scaffold.rules.language.effect import Severity
    from scaffold_financial_sentiment.copies.story import Story
    from scaffold_financial_sentiment.detection.detector import Signal


@dataclass(slots=True)
class Case:
    """An incident that is open, or closed not long ago.

    :ivar incident: as it is now.
    :ivar quiet_since: of the keys that are quiet, since when.
    :ivar told: the severity that was told last; None as long as nothing was told.
    :ivar told_at: when it was told last that it is open, in seconds since 1970 UTC.
    :ivar alerts: how many alerts there were.
    :ivar is_close_told: whether the last of them said that it is closed.
    :ivar is_changed: whether it differs from what is stored.
    """

    incident: Incident
    quiet_since: dict[Key, float] = field(default_factory=dict)
    told: Severity | None = None
    told_at: float = 0.0
    alerts: int = 0
    is_close_told: bool = False
    is_changed: bool = True

    @classmethod
    def opened_by(cls, signal: Signal, stories: Sequence[Story], end: float) -> Case:
        """A new one.

        :param stories: the evidence, at least one story.
        :param end: end of the tick.
        """
        incident = Incident(
            id=incident_id(signal.key, end),
            keys=(signal.key,),
            status=OPEN,
            severity="low",
            opened=end,
            began=min((story.time for story in stories), default=end),
            updated=end,
            closed=None,
            seen=signal.seen,
            expected=signal.expected,
            window=signal.window,
            p=signal.p,
            how=signal.how,
        )
        case = cls(incident)
        case.add(stories, end)
        case.notice(signal, end)
        return case

    def notice(self, signal: Signal, end: float) -> None:
        """Take in what a detector says of one of its keys."""
        if signal.is_quiet != (signal.key in self.quiet_since):
            self.is_changed = True
        if signal.is_quiet:
            self.quiet_since.setdefault(signal.key, end)
            return
        self.quiet_since.pop(signal.key, None)
        if not signal.is_alarm:
            return
        incident = self.incident
        changes: dict[str, Any] = {}
        if _strength(signal.p, signal.seen, signal.expected) > _strength(incident.p, incident.seen, incident.expected):
            changes.update(seen=signal.seen, expected=signal.expected, window=signal.window, p=signal.p, how=signal.how)
        severity = graver(incident.severity, severity_of(signal, publishers_of(incident.stories)))
        if severity != incident.severity:
            changes.update(severity=severity)
        if changes:
            self.change(end, **changes)

    def add(self, stories: Iterable[Story], end: float) -> None:
        """Add stories to the evidence, or bring it up to date."""
        mine = [story for story in stories if self.is_evidence(story)]
        if not mine:
            return
        incident = self.incident
        found = [story.understood for story in mine]
        severity = incident.severity
        for each in found:
            severity = graver(severity, each.severity)
        new = {
            "stories": with_stories(incident.stories, mine, incident.company),
            "began": min(incident.began, *(story.time for story in mine)),
            "rules": _joined(incident.rules, (each.rules for each in found)),
            "events": _joined(incident.events, (each.events for each in found)),
            "route": incident.route or next((each.route for each in found if each.route), ""),
            "severity": severity,
        }
        changes = {name: value for name, value in new.items() if value != getattr(incident, name)}
        if changes:
            self.change(end, **changes)

    def is_evidence(self, story: Story) -> bool:
        """Whether a story is bad news about its company and topics, and not from long before it."""
        incident = self.incident
        if incident.company not in negative_for(story) or not is_about(story, (key.topic for key in incident.keys)):
            return False
        return story.time >= min(incident.began, incident.opened - incident.window) or any(
            story.id == known.story for known in incident.stories
        )

    def shares(self, key: Key, stories: Sequence[Story]) -> bool:
        """Whether another key of its company belongs to it: at least a third of the stories are its own."""
        return key.topic == ALL_TOPICS or 3 * sum(map(self.is_evidence, stories)) >= len(stories)

    def join(self, key: Key, end: float) -> None:
        """Take over another key of its company."""
        if key not in self.incident.keys:
            self.change(end, keys=(*self.incident.keys, key))

    def is_over(self, end: float, quiet_for: float) -> bool:
        """Whether all its keys have been quiet long enough."""
        since = [self.quiet_since.get(key) for key in self.incident.keys]
        return all(each is not None and end - each >= quiet_for for each in since)

    def close(self, end: float) -> None:
        """End it."""
        self.quiet_since.clear()
        self.change(end, status=CLOSED, closed=end)

    def reopen(self, end: float) -> None:
        """Go on with it."""
        self.change(end, status=OPEN, closed=None)

    def change(self, end: float, **changes: Any) -> None:
        """Change fields of the incident.

        :param end: end of the tick that changed them.
        """
        self.incident = replace(self.incident, updated=end, **changes)
        self.is_changed = True

    def working(self) -> dict[str, Any]:
        """What is to be stored beside the incident, as plain values."""
        return {
            "quiet_since": [[key.topic, since] for key, since in self.quiet_since.items()],
            "told": self.told,
            "told_at": self.told_at,
            "alerts": self.alerts,
            "is_close_told": self.is_close_told,
        }

    @classmethod
    def restored(cls, incident: Incident, working: Mapping[str, Any]) -> Case:
        """The case of what was stored."""
        return cls(
            incident,
            {Key(incident.company, topic): since for topic, since in working["quiet_since"]},
            working["told"],
            working["told_at"],
            working["alerts"],
            working["is_close_told"],
            is_changed=False,
        )


def _strength(p: float, seen: float, expected: float) -> tuple[float, float, float]:
    return -p, seen / max(expected, 1e-9), seen


def _joined(known: tuple[str, ...], more: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({*known, *(name for names in more for name in names)}))
