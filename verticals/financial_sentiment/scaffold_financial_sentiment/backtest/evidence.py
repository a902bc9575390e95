"""The headlines behind an alert or an incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.episodes import Episode
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.backtest.story_table import StoryLine

MOST = 8
"""Headlines that are shown of one incident."""


def headlines_of_alert(log: CountLog, episode: Episode, most: int = MOST) -> list[StoryLine]:
    """Negative stories of its keys, from the beginning of its window to its last alarm; the most copied ones first."""
    since = min(episode.began, episode.last) - episode.strongest.window
    return _headlines(log, {key for key, _ in episode.begins}, since, episode.last, most)


def headlines_of_known(log: CountLog, incident: KnownIncident, most: int = MOST) -> list[StoryLine]:
    """Negative stories of its company and topic while it lasted; the most copied ones first."""
    return _headlines(log, {Key(incident.company, incident.topic)}, incident.start, incident.end, most)


def _headlines(log: CountLog, keys: Iterable[Key], since: float, until: float, most: int) -> list[StoryLine]:
    chosen = set(keys)
    whole = {key for key in chosen if key.topic == ALL_TOPICS}
    stories: set[int] = set()
    for key in whole or chosen:
        number = log.number(key)
        if number is not None:
            stories.update(log.stories_at(log.rows(number, since, until).tolist()))
    table = log.stories
    ranked = sorted(stories, key=lambda story: (-int(table.copies[story]), float(table.times[story]), story))
    return [table[story] for story in ranked[:most]]
