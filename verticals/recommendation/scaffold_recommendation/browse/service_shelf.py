"""The shelf of a service: its users and items, and lists as it makes them for everybody else."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from scaffold.text import normalise
from scaffold_recommendation.browse.shelf import PAGE
from scaffold_recommendation.reasons.wording import fate_in_words, in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_recommendation.data.items import Catalogue, Item
    from scaffold_recommendation.reasons.explanation import Explanation
    from scaffold_recommendation.recommended import RecommendedList
    from scaffold_recommendation.service import RecommendationService


class ServiceShelf:
    """As `Shelf`; lists that are looked at here are not noted as shown.

    :param kinds: of events that may be noted, the usual one first; nothing is noted without a store.
    """

    def __init__(self, service: RecommendationService, title: str, kinds: Sequence[str] = ("purchase",)) -> None:
        self.title = title
        self.kinds = tuple(kinds) if service.store is not None else ()
        self._service = service
        self._names: tuple[Catalogue | None, list[str]] = (None, [])

    def users(self, query: str, page: int) -> tuple[list[tuple[str, int]], int]:
        """Those the model was fitted on, with the events that are read of them, in their order."""
        known = self._service.model.users
        wanted = query.casefold()
        found = (
            [at for at, name in enumerate(known.ids) if wanted in name.casefold()] if query else range(len(known.ids))
        )
        lengths = known.histories.lengths
        shown = found[(page - 1) * PAGE : page * PAGE]
        return [(known.ids[at], int(lengths[at])) for at in shown], len(found)

    def items(self, query: str, most: int) -> list[Item]:
        """Those that have the text in their title or id, in their order."""
        wanted = _folded(query)
        catalogue = self._service.recommender.catalogue
        found = (at for at, name in enumerate(self._names_in(catalogue)) if wanted in name)
        return [catalogue[at] for at in islice(found, most)]

    def item(self, item: str) -> Item | None:
        """The item of an id."""
        catalogue = self._service.recommender.catalogue
        number = catalogue.ids.number(item)
        return None if number is None else catalogue[number]

    def history(self, user: str, most: int) -> list[Item]:
        """What is known now, the newest first."""
        catalogue = self._service.recommender.catalogue
        newest = self._service.past_of(user).histories.item[::-1][:most]
        return [catalogue[number] for number in newest.tolist()]

    def recommend(self, user: str | None, history: Sequence[str], k: int, language: str) -> RecommendedList:
        """As the service answers."""
        return self._service.recommend(user, None if user is not None else history, k, language=language)

    def explain(self, user: str | None, history: Sequence[str], item: str, language: str) -> Explanation:
        """As the service answers, in the language."""
        found = self._service.why(user, item, None if user is not None else history)
        words = in_words(found.reasons, self._service.recommender.catalogue, language)
        return replace(found, words=words, gist=fate_in_words(found, language))

    def take(self, user: str, item: str, kind: str) -> None:
        """Append an event."""
        self._service.take(user, item, kind)

    def _names_in(self, catalogue: Catalogue) -> list[str]:
        """What is searched, read once for each catalogue: adding items makes another one."""
        read, names = self._names
        if read is not catalogue:
            names = [_folded(f"{item.title} {item.id}") for item in catalogue]
            self._names = (catalogue, names)
        return names


def _folded(text: str) -> str:
    return normalise(text).casefold()
