"""The lifecycle of incidents: opened once, joined, updated, closed, opened again."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.incidents.bad_news import is_about, publishers
from scaffold_financial_sentiment.incidents.case import Case
from scaffold_financial_sentiment.incidents.incident import OPEN
from scaffold_financial_sentiment.incidents.mute import Mutes
from scaffold_financial_sentiment.incidents.telling import due, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scaffold_financial_sentiment.copies.story import Story
    from scaffold_financial_sentiment.detection.detector import Signal
    from scaffold_financial_sentiment.detection.key import Key
    from scaffold_financial_sentiment.incidents.alert import Alert
    from scaffold_financial_sentiment.incidents.bad_news import BadNews
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings


class Trends(Protocol):
    """Tells how the news about a company was, hour by hour."""

    def of_company(self, company: str, end: float) -> tuple[tuple[float, ...], tuple[int, ...]]:
        """Mean sentiment and number of negative stories of each of the last hours before `end`, the last one last."""
        ...


class Incidents:
    """All incidents that are open, or closed so recently that they may open again.

    It depends on what it is given and on nothing else; `changed` and `restore` bring it over a restart.

    :param bad_news: finds the evidence.
    :param names: names of companies for people, by id.
    """

    def __init__(
        self,
        bad_news: BadNews,
        trends: Trends,
        settings: FinancialSentimentSettings,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._bad_news = bad_news
        self._trends = trends
        self._settings = settings
        self._names = names or {}
        self._mutes = Mutes()
        self._cases: dict[str, list[Case]] = {}
        self._open: dict[str, Case] = {}
        self._closed: deque[tuple[float, Case]] = deque()
        self._gone: list[Case] = []
        self._unproven: set[Key] = set()
        self._watched: tuple[Key, ...] | None = None

    @property
    def watched(self) -> tuple[Key, ...]:
        """Keys to be looked at in every tick: those of open incidents, and the unproven."""
        if self._watched is None:
            keys = {key for case in self._open.values() for key in case.incident.keys}
            self._watched = tuple(sorted(keys | self._unproven))
        return self._watched

    @property
    def unproven(self) -> tuple[Key, ...]:
        """Keys with an alarm that too few publishers bear out so far; to be stored."""
        return tuple(sorted(self._unproven))

    @property
    def open(self) -> int:
        """How many incidents are open."""
        return len(self._open)

    def use(self, mutes: Mutes, acknowledged: Mapping[str, str]) -> None:
        """Be told what people decided.

        :param acknowledged: who has taken which incident.
        """
        self._mutes = mutes
        for name, who in acknowledged.items():
            case = self._open.get(name)
            if case is not None and case.incident.acknowledged != who:
                case.change(case.incident.updated, acknowledged=who)

    def observe(self, end: float, signals: Iterable[Signal], touched: Mapping[str, Sequence[Story]]) -> list[Alert]:
        """Take in a tick, and say what is to be told at its end.

        :param end: end of the tick, in seconds since 1970 UTC.
        :param signals: of the detector.
        :param touched: stories that are new or got copies in this tick, by company.
        """
        self._forget_closed(end)
        self.add_late(end, touched)
        for signal in sorted(signals, key=_importance):
            self._take(signal, end)
        alerts = [self._settle(self._open[name], end) for name in sorted(self._open)]
        return [alert for alert in alerts if alert is not None]

    def add_late(self, time: float, touched: Mapping[str, Sequence[Story]]) -> None:
        """Take in stories without looking whether anything is to be told, such as those of a tick that is over.

        :param time: end of the last tick.
        """
        for company, stories in touched.items():
            for case in self._cases.get(company, ()):
                if case.incident.status == OPEN:
                    case.add(stories, time)

    def changed(self) -> list[Case]:
        """Cases that changed since the last call, to be stored."""
        held = (case for cases in self._cases.values() for case in cases)
        changed = [case for case in (*self._gone, *held) if case.is_changed]
        self._gone.clear()
        for case in changed:
            case.is_changed = False
        return changed

    def restore(self, cases: Iterable[Case], unproven: Iterable[Key] = ()) -> None:
        """Take up what was stored: cases that are open, or closed within the cool-down."""
        for case in sorted(
            cases, key=lambda each: (each.incident.closed or 0.0, each.incident.opened, each.incident.id)
        ):
            incident = case.incident
            self._cases.setdefault(incident.company, []).append(case)
            if incident.closed is None:
                self._open[incident.id] = case
            else:
                self._closed.append((incident.closed, case))
        self._unproven = set(unproven)
        self._watched = None

    def _take(self, signal: Signal, end: float) -> None:
        key = signal.key
        mine = [case for case in self._open_of(key.company) if key in case.incident.keys]
        if signal.is_alarm and not mine:
            found = self._found(signal, end)
            mine = [] if found is None else [found]
            self._watched = None
        for case in mine:
            case.notice(signal, end)
        if key in self._unproven and (mine or not signal.is_alarm):
            self._unproven.discard(key)
            self._watched = None

    def _found(self, signal: Signal, end: float) -> Case | None:
        """The incident that an alarm belongs to, perhaps a new one; None if too few publishers bear it out."""
        key = signal.key
        bad = self._bad_news.of(key.company, end - signal.window, end)
        stories = [story for story in bad if is_about(story, (key.topic,))]
        case = next((case for case in self._open_of(key.company) if case.shares(key, stories)), None)
        if case is None:
            if publishers(bad) < self._settings.min_sources:
                self._unproven.add(key)
                return None
            case = self._reopened(key, end) or self._opened(signal, stories, end)
        case.join(key, end)
        case.add(stories, end)
        return case

    def _reopened(self, key: Key, end: float) -> Case | None:
        """The incident of this key that closed last, if that was within the cool-down."""
        closed = [case for case in self._cases.get(key.company, ()) if key in case.incident.keys]
        if not closed:
            return None
        case = max(closed, key=lambda each: (each.incident.closed or 0.0, each.incident.id))
        case.reopen(end)
        self._open[case.incident.id] = case
        return case

    def _opened(self, signal: Signal, stories: Sequence[Story], end: float) -> Case:
        case = Case.opened_by(signal, stories, end)
        self._cases.setdefault(signal.key.company, []).append(case)
        self._open[case.incident.id] = case
        return case

    def _open_of(self, company: str) -> list[Case]:
        """Open incidents of a company, the oldest first."""
        cases = [case for case in self._cases.get(company, ()) if case.incident.status == OPEN]
        return sorted(cases, key=lambda each: (each.incident.opened, each.incident.id))

    def _settle(self, case: Case, end: float) -> Alert | None:
        """Bring an open incident to the end of a tick: closed or not, muted or not, told or not."""
        if case.is_over(end, self._settings.quiet_for):
            case.close(end)
            del self._open[case.incident.id]
            self._closed.append((end, case))
            self._watched = None
        self._apply_mutes(case, end)
        kind = due(case, end)
        incident = case.incident
        if kind or incident.updated == end:
            trend, counts = self._trends.of_company(incident.company, end)
            case.change(end, trend=trend, counts=counts)
        return tell(case, kind, end, self._names.get(incident.company, incident.company)) if kind else None

    def _apply_mutes(self, case: Case, end: float) -> None:
        incident = case.incident
        owner = ""
        if self._mutes.on(incident.company, end):
            stories = self._bad_news.of(incident.company, incident.began, end)
            topics = [key.topic for key in incident.keys]
            owner = self._mutes.owner(incident.keys, [story for story in stories if is_about(story, topics)], end)
        if owner != incident.muted:
            case.change(end, muted=owner)

    def _forget_closed(self, end: float) -> None:
        while self._closed and end - self._closed[0][0] > self._settings.cool_down:
            closed, case = self._closed.popleft()
            if case.incident.closed != closed:  # It was opened again meanwhile.
                continue
            company = case.incident.company
            self._cases[company] = [each for each in self._cases[company] if each is not case]
            if not self._cases[company]:
                del self._cases[company]
            self._gone.append(case)


def _importance(signal: Signal) -> tuple[str, bool, float, str]:
    """Companies by name; of each the clearest topic first, and all topics together last."""
    key = signal.key
    return key.company, key.topic == ALL_TOPICS, signal.p, key.topic
