"""Why items are on a list, and why another one is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ordering.placed import BUILT_IN
from scaffold_recommendation.reasons.asked_item import AskedItem
from scaffold_recommendation.reasons.explanation import Explanation, decisive
from scaffold_recommendation.reasons.reason import Reason
from scaffold_recommendation.reasons.said import by_takers, by_text
from scaffold_recommendation.reasons.shared_words import shared_words
from scaffold_recommendation.reasons.wording import fate_in_words, in_words
from scaffold_recommendation.retrieval.candidates import COLD, DEPTH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.ordering.placed import LeftOut, Move, Ordered, Placed
    from scaffold_recommendation.recommender import Recommender
    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.text_match import TextMatch

    Numbers = NDArray[np.int64]

ALIKE = 0.35
"""Cosine of two texts from which on people see that they are alike."""

_NAMED = 3


def reasons_for(
    recommender: Recommender, histories: Histories, items: Sequence[int], moves: Sequence[Sequence[Move]]
) -> list[tuple[Reason, ...]]:
    """Why each item is on a list, the main reason first.

    A reason names only what the scores rest on: items of the history that speak for the item, of its newest ones that
    whose text is nearest if the texts brought the item, and rules of the shop that moved it.

    :param histories: of one user.
    :param items: their numbers.
    :param moves: of each item.
    """
    if not len(items):
        return []
    wanted = np.asarray(items, np.int64)
    taken = _by_takers(recommender, histories, wanted)
    alike = _by_text(recommender, histories, wanted)
    return [
        (*_of_item(recommender, item, because, text), *_rules(moved))
        for item, because, text, moved in zip(items, taken, alike, moves, strict=True)
    ]


def explain(
    recommender: Recommender,
    histories: Histories,
    item: int,
    ordered: Ordered,
    owned: Collection[int],
    *,
    now: float | None = None,
    language: str = "en",
) -> Explanation:
    """Why an item is, or is not, on a user's list.

    :param histories: of the user.
    :param item: its number.
    :param ordered: the list, made with the item among the candidates and asked about.
    :param owned: numbers of items that the user has had to do with.
    :param now: when the list was asked for, in seconds since 1970 (UTC).
    :param language: of the sentences, `en` or `zh`.
    """
    asked = AskedItem.of(recommender, histories, item, owned, now)
    place = next((place for place, each in enumerate(ordered.shown, 1) if each.item == item), None)
    listed: tuple[Placed | LeftOut, ...] = (*ordered.shown, *ordered.left_out)
    moves = next((each.moves for each in listed if each.item == item), ())
    if place is not None and not asked.is_found and all(move.effect != "pin" for move in moves):
        # It is there only because it was asked about.
        place = None
    (reasons,) = reasons_for(recommender, histories, [item], [moves])
    objective, effects = asked.effects(recommender.ranking)
    made = Explanation(
        item=recommender.catalogue[item],
        rank=asked.rank,
        candidates=asked.count,
        is_found=asked.is_found,
        place=place,
        score=asked.score,
        probability=asked.probability,
        is_seen=item in owned,
        moves=tuple(moves),
        kept_out_by=decisive(moves, len(ordered.shown)) if place is None else None,
        standings=asked.standings,
        objective=objective,
        effects=effects,
        reasons=reasons,
        words=in_words(reasons, recommender.catalogue, language),
    )
    return replace(made, gist=fate_in_words(made, language))


def _of_item(recommender: Recommender, item: int, because: Reason | None, text: Reason | None) -> Iterator[Reason]:
    takers = recommender.facts.takers[item]
    found = [reason for reason in (because, text) if reason is not None]
    yield from reversed(found) if takers <= COLD else found
    if takers == 0:
        yield Reason("new")
    elif not found:
        counts = recommender.retrievers.popularity.counts
        if counts[item] > counts.mean():
            yield Reason("popular", weight=1.0)


def _by_takers(recommender: Recommender, histories: Histories, items: Numbers) -> list[Reason | None]:
    """For each item those of the history that say most for it."""
    if not len(histories.item):
        return [None] * len(items)
    said = np.maximum(by_takers(recommender.retrievers, histories, items), 0)
    order = np.argsort(-said, axis=1, kind="stable")[:, :_NAMED]
    total = said.sum(axis=1)
    ids = recommender.catalogue.ids
    found: list[Reason | None] = []
    for row, best in enumerate(order):
        best = best[said[row, best] > 0]
        named = tuple(ids[number] for number in histories.item[best].tolist())
        found.append(Reason("because", named, weight=float(said[row, best].sum() / total[row])) if named else None)
    return found


def _by_text(recommender: Recommender, histories: Histories, items: Numbers) -> list[Reason | None]:
    """For each item that the texts brought the one of the history whose text is nearest."""
    found: list[Reason | None] = [None] * len(items)
    text = recommender.retrievers.text
    if text is None or not len(histories.item):
        return found
    read, cosine, said = by_text(text, histories, items)
    if not len(read):
        return found
    # An item that was taken is no reason for itself.
    cosine = np.where(read == items[:, None], -1, cosine)
    nearest = cosine.argmax(axis=1)
    alike = np.flatnonzero(cosine[np.arange(len(items)), nearest] >= ALIKE)
    said = np.maximum(said, 0)
    catalogue = recommender.catalogue
    for row in alike[_is_brought_by_text(recommender, text, histories, items[alike])].tolist():
        other = int(read[nearest[row]])
        words = shared_words(catalogue[int(items[row])], catalogue[other], catalogue)
        weight = float(said[row, nearest[row]] / said[row].sum())
        found[row] = Reason("text", (catalogue.ids[other],), words, weight)
    return found


def _is_brought_by_text(
    recommender: Recommender, text: TextMatch, histories: Histories, items: Numbers
) -> NDArray[np.bool_]:
    """Whether hardly anybody took an item, so that only its text speaks, or its text is one of the nearest."""
    found = np.asarray(recommender.facts.takers[items] <= COLD)
    if found.all():
        return found
    depth = round(recommender.candidates * DEPTH[text.name])
    top = text.query(histories).top(min(depth + len(histories.item), len(recommender.catalogue)))[0]
    return found | np.isin(items, top[~np.isin(top, histories.item)][:depth])


def _rules(moves: Sequence[Move]) -> Iterator[Reason]:
    """Rules of the shop that were about the item; those that moved others are no reason."""
    return (Reason("rule", move=move) for move in moves if move.rule not in BUILT_IN and move.effect != "others")
