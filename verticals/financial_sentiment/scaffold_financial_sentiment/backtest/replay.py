"""A detector run over a log of counts, as the monitor would run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.errors import SettingsError
from scaffold.progress import SILENT, Progress
from scaffold_financial_sentiment.durations import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.detection.detector import Count, Detector, Signal
    from scaffold_financial_sentiment.detection.key import Key

_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Alarm:
    """A signal that is an alarm, and when it came: the end of its tick, in seconds since 1970 UTC."""

    time: float
    signal: Signal


def replay(
    log: CountLog, detector: Detector, *, quiet_for: float, least_sources: int = 1, progress: Progress = SILENT
) -> list[Alarm]:
    """All alarms of a new detector, in the order of their times.

    A key is watched for `quiet_for` seconds after an alarm, as while its incident is open. Of ticks without any news
    the last one of each hour is given, as by the monitor.

    :param least_sources: an alarm counts when the bad news about its company had so many publishers in its window.
    :raises SettingsError: when the detector has ticks of another length than the log.
    """
    if detector.tick != log.tick:
        raise SettingsError(
            f"the detector has ticks of {written(detector.tick)}, the counts were made with {written(log.tick)}",
            hint="Set `tick` to what it was then, or count the news anew.",
        )
    run = _Run(log, detector, quiet_for, least_sources)
    with progress.stage("replaying", log.end - log.begin) as stage:
        done = log.begin
        for tick, counts in log.ticks():
            run.skip(done, tick)
            run.step(tick, counts)
            stage.advance(tick + 1 - done)
            done = tick + 1
        run.skip(done, log.end)
        stage.advance(log.end - done)
    return run.alarms


class _Run:
    """One detector on its way through the ticks."""

    def __init__(self, log: CountLog, detector: Detector, quiet_for: float, least_sources: int) -> None:
        self._log = log
        self._detector = detector
        self._quiet_for = quiet_for
        self._least_sources = least_sources
        self._watched: dict[Key, float] = {}
        self.alarms: list[Alarm] = []

    def step(self, tick: int, counts: Mapping[Key, Count]) -> None:
        """Give one tick to the detector."""
        begin, end = tick * self._log.tick, (tick + 1) * self._log.tick
        if self._watched:
            self._watched = {key: last for key, last in self._watched.items() if begin - last < self._quiet_for}
        for signal in self._detector.observe(tick, counts, self._watched.keys()):
            if not signal.is_alarm:
                continue
            self._watched[signal.key] = end
            if self._has_sources(signal, end):
                self.alarms.append(Alarm(end, signal))

    def skip(self, begin: int, end: int) -> None:
        """Pass over the ticks from `begin` on and before `end`, in which nothing happened."""
        for tick in self._due(begin, end):
            self.step(tick, {})

    def _due(self, begin: int, end: int) -> Iterator[int]:
        for tick in range(begin, end):
            if (tick + 1) * self._log.tick % _HOUR < self._log.tick:
                yield tick

    def _has_sources(self, signal: Signal, end: float) -> bool:
        if self._least_sources < 2:
            return True
        return self._log.publishers(signal.key.company, end - signal.window, end) >= self._least_sources
