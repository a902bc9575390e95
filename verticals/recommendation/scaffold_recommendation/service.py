"""Lists on request: what is known of a user now, ranked, ordered under the rules, with reasons."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from scaffold.errors import DataError
from scaffold.progress import SILENT
from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.feedback.event import Event
from scaffold_recommendation.feedback.shown_list import ShownList, ShownPlace
from scaffold_recommendation.ordering.candidate import Candidate
from scaffold_recommendation.ordering.context import Context
from scaffold_recommendation.ordering.order import Ordering
from scaffold_recommendation.past import Past, Pasts
from scaffold_recommendation.reasons.finding import explain, reasons_for
from scaffold_recommendation.reasons.wording import in_words
from scaffold_recommendation.recommended import RecommendedItem, RecommendedList
from scaffold_recommendation.similar import similar_items
from scaffold_recommendation.texts import text_vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from scaffold.models.encoder import Embedder
    from scaffold_recommendation.data.items import Item
    from scaffold_recommendation.feedback.store import FeedbackStore
    from scaffold_recommendation.fitted_model import FittedModel
    from scaffold_recommendation.ordering.placed import LeftOut, Placed
    from scaffold_recommendation.reasons.explanation import Explanation
    from scaffold_recommendation.settings import RecommendationSettings
    from scaffold_recommendation.similar import Similar


class RecommendationService:
    """Answers requests with one fitted model, and keeps what users do.

        service = RecommendationService(read_model(find_model(Path("run"))), settings, store=store)
        for each in service.recommend(user="u17", k=5).items:
            print(each.place, each.item.name, each.words)

    :param store: feedback that came after the model was fitted; None to do without.
    :param encoder: opens the encoder of the model's texts; called when an item is added.
    """

    def __init__(
        self,
        model: FittedModel,
        settings: RecommendationSettings,
        store: FeedbackStore | None = None,
        encoder: Callable[[], Embedder] | None = None,
    ) -> None:
        self.model = model
        self.settings = settings
        self.store = store
        self.recommender = model.recommender
        self._encoder = encoder
        self._pasts = self._pasts_of(self.recommender.catalogue)
        self._ordering = Ordering(self.recommender.catalogue, model.rules, settings.ordering)
        self._ordering.prepare()

    def recommend(
        self,
        user: str | None = None,
        history: Sequence[str] | None = None,
        k: int = 10,
        *,
        now: float | None = None,
        language: str | None = None,
        seed: int | None = None,
    ) -> RecommendedList:
        """A list for a user, or for a history that comes with the request.

        Whoever is not known, and whose history says nothing, gets what is popular, and a note that says so.

        :param history: ids of items, the newest last; in place of what is known of the user.
        :param now: seconds since 1970 (UTC); the clock's if not given.
        :param seed: of exploration; the same seed gives the same list.
        """
        at = time.time() if now is None else now
        past = self.past_of(user, history)
        candidates, vectors = self._candidates(past, at)
        context = self._context(past, user, candidates, at, seed)
        ordered = self._ordering.explain(candidates, k, context, vectors)
        shown = self._answered(ordered.shown, past, language or self.settings.language)
        left = tuple(self._left_out(each) for each in ordered.left_out)
        known = int(past.histories.lengths[0])
        return RecommendedList(uuid.uuid4().hex, user, shown, known, past.notes, left)

    def show(self, made: RecommendedList, *, now: float | None = None) -> None:
        """Keep that a list was shown, with the chance of each place; lists for nobody are not kept."""
        if self.store is None or made.user is None:
            return
        places = tuple(
            ShownPlace(each.item.id, each.place, each.propensity, float(np.nan_to_num(each.probability)))
            for each in made.items
        )
        at = time.time() if now is None else now
        self.store.log_shown([ShownList(made.id, made.user, at, self.model.sha256, places)], now=at)

    def take(self, user: str, item: str, kind: str = "purchase", *, now: float | None = None) -> None:
        """Keep that a user took an item; the next list knows it.

        :raises DataError: for an item that nobody knows, or without a store.
        """
        self._number(item)
        if self.store is None:
            raise DataError("there is no feedback store to keep this in", hint="Open one with --feedback FILE.")
        at = time.time() if now is None else now
        weight = self.settings.weight_of(kind)
        self.store.append([Event(user, item, at, kind, 1.0 if weight is None else weight)], now=at)

    def similar(self, item: str, k: int = 10) -> list[Similar]:
        """The items most like one, with why.

        :raises DataError: for an item that nobody knows.
        """
        return similar_items(self.recommender, self._number(item), k)

    def why(
        self, user: str | None, item: str, history: Sequence[str] | None = None, *, language: str | None = None
    ) -> Explanation:
        """Why an item is, or is not, on a user's list.

        :raises DataError: for an item that nobody knows.
        """
        number = self._number(item)
        past = self.past_of(user, history)
        at = time.time()
        candidates, vectors = self._candidates(past, at, also=(number,))
        context = self._context(past, user, candidates, at, 0)
        ordered = self._ordering.explain(candidates, 10, context, vectors, about=(number,))
        said = language or self.settings.language
        return explain(self.recommender, past.histories, number, ordered, past.owned, now=at, language=said)

    def past_of(self, user: str | None, history: Sequence[str] | None = None) -> Past:
        """What is known of a user now, or said in a request."""
        return self._pasts.of(user, history)

    def events(self) -> Iterator[tuple[str, str, float]]:
        """User, item and time of all that is known, the oldest first for each user."""
        users, ids = self.model.users, self.recommender.catalogue.ids
        for number, user in enumerate(users.ids):
            known = users.history(number)
            for item, time_of in zip(known.item.tolist(), known.time.tolist(), strict=True):
                yield user, ids[item], time_of
        for event in self.store.since() if self.store is not None else ():
            yield event.user, event.item, event.time

    def add_items(self, items: Iterable[Item]) -> None:
        """Put further items into the catalogue, or change known ones; they can be recommended at once.

        :raises DataError: when texts are to be read and no encoder is there.
        """
        catalogue = Catalogue(self.recommender.catalogue)
        before = len(catalogue)
        for item in items:
            catalogue.put(item)
        new = [catalogue[number] for number in range(before, len(catalogue))]
        texts = np.zeros((len(new), 0), np.float32)
        if new and self.recommender.retrievers.text is not None:
            if self._encoder is None:
                raise DataError("new items are found by their texts, and there is no encoder to read them")
            texts = text_vectors(new, self._encoder(), SILENT)
        # Requests that are on their way meet parts that know at least the items of those before them.
        self._ordering.move_to(catalogue)
        self.recommender = self.recommender.with_items(catalogue, texts)
        self._pasts = self._pasts_of(catalogue)

    def _candidates(
        self, past: Past, now: float, also: Sequence[int] = ()
    ) -> tuple[list[Candidate], NDArray[np.float32] | None]:
        owned = sorted(past.owned - set(also))
        shape = (1, len(self.recommender.catalogue))
        seen = sparse.csr_matrix((np.ones(len(owned), np.float32), (np.zeros(len(owned), int), owned)), shape=shape)
        pinned = self._ordering.pinned(Context(user=past.people, now=now, owned=past.owned))
        wanted = [*dict.fromkeys([*also, *pinned])]
        ranked = self.recommender.rank(past.histories, seen, now=now, threads=1, also=wanted)
        there = ranked.items[0] >= 0
        columns = (ranked.items[0][there], ranked.scores[0][there], ranked.probability[0][there])
        candidates = [Candidate(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]
        return candidates, self.recommender.item_vectors(columns[0], self.settings.ordering.vary_by)

    def _context(
        self, past: Past, user: str | None, candidates: Sequence[Candidate], now: float, seed: int | None
    ) -> Context:
        seen: dict[int, int] = {}
        if self.store is not None and user is not None:
            names = {self.recommender.catalogue.ids[each.item]: each.item for each in candidates}
            times = self.store.times_seen(user, list(names))
            seen = {names[name]: number for name, number in times.items() if number}
        return Context(past.people, now, seen, past.owned, seed)

    def _answered(self, shown: Sequence[Placed], past: Past, language: str) -> tuple[RecommendedItem, ...]:
        catalogue = self.recommender.catalogue
        moves = [each.moves for each in shown]
        found = reasons_for(self.recommender, past.histories, [each.item for each in shown], moves)
        return tuple(
            RecommendedItem(
                catalogue[each.item],
                place,
                each.score,
                each.probability,
                each.propensity,
                each.moves,
                reasons,
                in_words(reasons, catalogue, language),
            )
            for place, (each, reasons) in enumerate(zip(shown, found, strict=True), 1)
        )

    def _left_out(self, each: LeftOut) -> RecommendedItem:
        item = self.recommender.catalogue[each.item]
        return RecommendedItem(item, 0, each.score, each.probability, 0.0, each.moves)

    def _number(self, item: str) -> int:
        ids = self.recommender.catalogue.ids
        number = ids.number(item)
        if number is None:
            near = ids.near(item)
            raise DataError(f"there is no item {item[:60]!r} in the catalogue{near}", hint="Give the id of an item.")
        return number

    def _pasts_of(self, catalogue: Catalogue) -> Pasts:
        return Pasts(self.model.users, catalogue.ids, self.store, self.settings.history_limit, self.recommender.now)
