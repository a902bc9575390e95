"""The evidence of an incident: its stories, the one that stands for all first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.incidents.bad_news import mention_of
from scaffold_financial_sentiment.incidents.incident import Headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold_financial_sentiment.copies.story import Story

MOST = 50
"""Stories that an incident keeps."""


def headline(story: Story, company: str) -> Headline:
    """A story as it is now, with what it says of a company."""
    mention = mention_of(story, company)
    score = story.understood.score if mention is None else mention.score
    return Headline(story.id, story.text, story.time, tuple(story.sources), story.copies, score, story.url)


def with_stories(kept: Sequence[Headline], stories: Iterable[Story], company: str) -> tuple[Headline, ...]:
    """The evidence with some stories added, or brought up to date where they are there.

    The most copied come first, among those the earliest; then the worst. More than `MOST` are not kept.
    """
    known = {each.story: each for each in kept}
    known.update((story.id, headline(story, company)) for story in stories)
    if not known:
        return ()
    first = min(known.values(), key=lambda each: (-each.copies, each.time, each.story))
    others = sorted(
        (each for each in known.values() if each is not first),
        key=lambda each: (-each.copies, each.score, each.time, each.story),
    )
    return (first, *others[: MOST - 1])


def publishers_of(stories: Iterable[Headline]) -> int:
    """How many different publishers the evidence has; all unknown ones are one."""
    return len({source.strip().casefold() for story in stories for source in story.sources or ("",)})
