"""The headlines of an alert: which ones, in which order, and what is said of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.wording import plural
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.alerts.moments import for_people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.incidents.incident import Headline

MOST_HEADLINES = 12

_MOST_SOURCES = 3
_LONGEST_HEADLINE = 300
_FOR_BROWSERS = re.compile(r"https?://[^\s\"'<>`\\]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A headline of the evidence.

    :ivar text: the representative, clean and clipped.
    :ivar detail: time, sentiment, copies and publishers.
    :ivar url: empty unless it is of the web.
    """

    text: str
    detail: str
    url: str


def strongest(stories: Sequence[Headline], most: int = MOST_HEADLINES) -> list[Headline]:
    """The first story, which stands for all, then the others: most publishers first, then most copies, then worst."""
    others = sorted(stories[1:], key=lambda each: (-len(each.sources), -each.copies, each.score, each.time, each.story))
    return [*stories[:1], *others][:most]


def evidence(stories: Sequence[Headline]) -> str:
    """How many stories, items and publishers there are."""
    publishers = len({source.strip().casefold() for story in stories for source in story.sources})
    items = sum(story.copies for story in stories)
    return f"{plural(len(stories), 'story', 'stories')} in {plural(items, 'item')} of {plural(publishers, 'publisher')}"


def shown_of(story: Headline) -> Shown:
    """A story as it is shown."""
    publishers = f"{plural(len(story.sources), 'publisher')}: {_sources(story.sources)}" if story.sources else ""
    copies = plural(story.copies, "copy", "copies") if story.copies > 1 else ""
    parts = (for_people(story.time), f"sentiment {story.score:+.2f}", " of ".join(filter(None, (copies, publishers))))
    url = _FOR_BROWSERS.fullmatch(story.url.strip())
    return Shown(clean(story.text, _LONGEST_HEADLINE), ", ".join(filter(None, parts)), url[0] if url else "")


def _sources(sources: Sequence[str]) -> str:
    named = ", ".join(map(clean, sources[:_MOST_SOURCES]))
    left = len(sources) - _MOST_SOURCES
    return f"{named} and {left} more" if left > 0 else named
