"""From scored candidates to a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.ordering.availability import unavailable
from scaffold_recommendation.ordering.boosts import boost
from scaffold_recommendation.ordering.business_rules import BusinessRules
from scaffold_recommendation.ordering.caps import Tally, caps_of, keep_to_caps
from scaffold_recommendation.ordering.diversity import diversified
from scaffold_recommendation.ordering.exploration import explore
from scaffold_recommendation.ordering.lineup import Lineup
from scaffold_recommendation.ordering.pins import seat, seats_of
from scaffold_recommendation.ordering.placed import LeftOut, Ordered, Placed
from scaffold_recommendation.ordering.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.ordering.business_rules import Fired
    from scaffold_recommendation.ordering.candidate import Candidate
    from scaffold_recommendation.ordering.context import Context
    from scaffold_recommendation.ordering.settings import OrderingSettings


_SPARE = 3
"""Picks of diversity for each place, where caps may take some away."""


class Ordering:
    """Makes lists of candidates, under the rules of a shop, varied, and open to chance.

    Steps, each in a module of its own: what is not available goes, then what rules exclude; rules raise and lower
    scores; diversity chooses among the best; caps limit items of a kind; rules pin items to places; exploration fills
    some of the other places by chance. Every step that changes the place of an item is told with it.

    Usage::

        ordering = Ordering(catalogue, rules, OrderingSettings())
        for placed in ordering.order(candidates, 10, Context(user={"age": 30}), vectors):
            print(placed.item, placed.moves)
    """

    def __init__(self, catalogue: Catalogue, rules: RuleSet | None, settings: OrderingSettings) -> None:
        """Make the rules ready; items are looked at when they are first candidates.

        :raises RuleError: for a rule that cannot be used for lists.
        """
        self.settings = settings
        self._rules = BusinessRules(rules or RuleSet(), catalogue)

    def prepare(self) -> None:
        """Look at the whole catalogue now, with all cores, so that no request has to."""
        self._rules.columns.update_all()

    def move_to(self, catalogue: Catalogue) -> None:
        """Go on with a catalogue of the same items and further ones, of which only those that are new are looked at."""
        self._rules.columns.move_to(catalogue)
        self.prepare()

    def pinned(self, context: Context) -> list[int]:
        """Numbers of items that a rule pins for a user: only as candidates they come to their places.

        Knows the items that have been candidates, after `prepare` the whole catalogue.
        """
        return self._rules.pinned(context)

    def order(
        self, candidates: Sequence[Candidate], k: int, context: Context, vectors: NDArray[np.float32] | None = None
    ) -> list[Placed]:
        """The list.

        :param k: its length; it is shorter where there are not enough items.
        :param vectors: of the candidates in their order, (n, d), of length 1, or 0 where there is none. Without them
            diversity changes nothing.
        """
        return list(self._make(candidates, k, context, vectors, None).shown)

    def explain(
        self,
        candidates: Sequence[Candidate],
        k: int,
        context: Context,
        vectors: NDArray[np.float32] | None = None,
        about: Collection[int] = (),
    ) -> Ordered:
        """The list, and why candidates that the score alone would have put on it are not shown.

        :param about: numbers of further items of which the same is told, if they are candidates.
        """
        return self._make(candidates, k, context, vectors, about)

    def _make(
        self,
        given: Sequence[Candidate],
        k: int,
        context: Context,
        vectors: NDArray[np.float32] | None,
        about: Collection[int] | None,
    ) -> Ordered:
        if vectors is not None and len(vectors) != len(given):
            raise ValueError(f"{len(given)} candidates have {len(vectors)} vectors")
        lineup = Lineup.of(given)
        fired = self._take_out(lineup, context)
        trace = Trace(lineup.left(), len(lineup.items))
        own = None if vectors is None else vectors[lineup.rows]
        likely = self._arrange(trace, lineup, fired, max(k, 0), context, own)
        shown = trace.order[: len(likely)].tolist()
        asked = [] if about is None else _missing(lineup, shown, k, about)
        moves = trace.moves([*shown, *asked])
        return Ordered(
            tuple(
                Placed(each.item, each.score, each.probability, chance, moved)
                for each, chance, moved in zip(lineup.at(shown), likely, moves[: len(shown)], strict=True)
            ),
            tuple(
                LeftOut(each.item, each.score, each.probability, (lineup.out[row],) if row in lineup.out else moved)
                for row, each, moved in zip(asked, lineup.at(asked), moves[len(shown) :], strict=True)
            ),
        )

    def _take_out(self, lineup: Lineup, context: Context) -> list[Fired]:
        """What cannot be shown and what rules exclude; gives the rules that fire."""
        columns = self._rules.columns
        columns.update(lineup.items.tolist())
        for rule, found in unavailable(columns, lineup.items, context, self.settings):
            lineup.take_out(rule, found)
        fired = self._rules.fired(lineup.items, context)
        for each in fired:
            if each.then.exclude:
                lineup.take_out(each.id, each.rows)
        return fired

    def _arrange(
        self,
        trace: Trace,
        lineup: Lineup,
        fired: Sequence[Fired],
        length: int,
        context: Context,
        vectors: NDArray[np.float32] | None,
    ) -> list[float]:
        """Bring what is left in its order; gives the probability of each place of the list."""
        settings, count = self.settings, len(lineup.items)
        scores = boost(trace, lineup.scores, fired)
        categories = self._rules.columns.category[lineup.items]
        caps = caps_of(fired, categories, settings.most_per_category, trace.order)
        tally = Tally(caps, count)
        seats = seats_of(fired, trace.order, tally, length)
        if vectors is not None:
            # Caps take items away: then the next ones are to be varied, too.
            picks = _SPARE * length if caps else length
            varied = diversified(trace.order, scores, vectors, length, settings, picks=picks)
            trace.change("diversity", "diversity", varied)
        if caps:
            keep_to_caps(trace, tally, {each.row for each in seats})
        seat(trace, seats)
        if not settings.explore:
            return [1.0] * min(length, len(trace.order))
        counted = Tally(caps, count)
        for each in seats:
            counted.take(each.row)
        at = {each.place: each.row for each in seats}
        return explore(trace, at, counted, scores, length, settings, context.seed)


def _missing(lineup: Lineup, shown: Iterable[int], k: int, about: Collection[int]) -> list[int]:
    """Rows that are not shown, though the score says so or somebody asks."""
    on_list, asked = set(shown), set(about)
    rows = range(len(lineup.items)) if asked else range(min(max(k, 0), len(lineup.items)))
    items = lineup.items.tolist()
    return [row for row in rows if row not in on_list and (row < k or items[row] in asked)]
