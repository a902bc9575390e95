"""The pages filled in: every value is escaped, and nothing in them can run or be fetched."""

from __future__ import annotations

import math
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scaffold.evaluation.environment import TEMPLATES, template_environment
from scaffold.web.policy import page_policy
from scaffold_recommendation.browse import addresses
from scaffold_recommendation.browse.asked import LENGTHS, Asked
from scaffold_recommendation.browse.shelf import PAGE
from scaffold_recommendation.reasons.explanation import DEEPEST
from scaffold_recommendation.reasons.wording import left_out_in_words, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinja2 import Environment

    from scaffold_recommendation.browse.shelf import Shelf
    from scaffold_recommendation.recommended import RecommendedItem, RecommendedList

HISTORY = 30
"""Items of a history that a page shows."""

FOUND = 12
"""Items that a search shows."""

_OWN = Path(__file__).parent / "templates"
_LONGEST = 120
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0c5a6a"/>'
    '<path d="M4 3h2v10H4zM7 3h2v10H7zM10.3 3.6l1.9-.5 2 9.6-1.9.4z" fill="#fff"/></svg>'
)
RETRIEVERS = {
    "ease": ("EASE", "which items speak for which, learnt from all users"),
    "als": ("ALS", "taste of the user and of the item in common factors"),
    "item_knn": ("ItemKNN", "taken together with what was taken"),
    "text": ("Text", "text like that of what was taken last"),
    "text_map": ("Text to taste", "the factors that the text stands for"),
    "popularity": ("Popularity", "how many take it"),
}
"""What people call a retriever, and what it looks at."""


class Rendering:
    """The pages of a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        sheets = (TEMPLATES / "report.css", _OWN / "browse.css")
        self._style = "\n".join(sheet.read_text(encoding="utf-8").strip() for sheet in sheets)
        self.policy = page_policy(self._style, "")

    def home(self, find: str, page: int) -> bytes:
        """Users, and a way to try a history."""
        users, total = self._shelf.users(find, page)
        pages = max(1, -(-total // PAGE))
        if page > pages:
            page = pages
            users, total = self._shelf.users(find, page)
        return self._filled(
            "home",
            find=find,
            users=users,
            total=total,
            page=page,
            pages=pages,
            is_listed=any(user == find for user, _ in users),
        )

    def user(self, name: str, asked: Asked, token: str, taken: str) -> bytes:
        """What a user took, and the list.

        :param token: of the forms.
        :param taken: id of an item that was just taken; empty if none was.
        """
        made = self._shelf.recommend(name, (), asked.k, asked.language)
        return self._filled(
            "user",
            name=name,
            asked=asked,
            token=token,
            taken=self._shelf.item(taken) if taken else None,
            history=self._shelf.history(name, HISTORY),
            made=made,
            ids=(),
        )

    def trying(self, ids: Sequence[str], asked: Asked, find: str) -> bytes:
        """A history that somebody makes up, and its list."""
        known = [item for each in ids if (item := self._shelf.item(each)) is not None]
        found = self._shelf.items(find, FOUND + len(known)) if find else []
        return self._filled(
            "try",
            name=None,
            asked=asked,
            find=find,
            found=[item for item in found if item not in known][:FOUND],
            history=known[::-1],
            missing=len(ids) - len(known),
            ids=[item.id for item in known],
            made=self._shelf.recommend(None, [item.id for item in known], asked.k, asked.language),
        )

    def why(self, item: str, name: str | None, ids: Sequence[str], asked: Asked) -> bytes:
        """Why an item is, or is not, on a list."""
        found = self._shelf.explain(name, ids, item, asked.language)
        effects = max((abs(each.effect) for each in found.effects), default=1.0)
        return self._filled("why", name=name, ids=ids, asked=asked, found=found, strongest=effects)

    def alone(self, lists: Sequence[RecommendedList], language: str = "en") -> bytes:
        """Lists of some users on one page that needs no server.

        :param language: that the reasons in `lists` are written in.
        """
        policy = page_policy(self._style, "", is_header=False)
        shown = [(made, [] if made.user is None else self._shelf.history(made.user, HISTORY)) for made in lists]
        return self._filled("alone", policy=policy, lists=shown, asked=Asked(language))

    def message(self, title: str, text: str, hint: str) -> bytes:
        """A page that says why nothing was done."""
        return self._filled("message", said=title, text=text, hint=hint)

    def _filled(self, template: str, policy: str = "", **values: Any) -> bytes:
        """UTF-8; what no encoding can hold, such as half a character, becomes a question mark."""
        page = self._environment.get_template(f"{template}.html.jinja")
        text = page.render(
            style=self._style,
            icon=f"data:image/svg+xml,{quote(_ICON)}",
            policy=policy,
            title=self._shelf.title,
            kinds=self._shelf.kinds,
            **values,
        )
        return text.encode("utf-8", "replace")

    @cached_property
    def _environment(self) -> Environment:
        environment = template_environment(html=True, folder=_OWN)
        environment.filters |= {"name": name, "left_out": left_out_in_words, "nearness": nearness}
        environment.globals |= {"at": addresses, "LENGTHS": LENGTHS, "RETRIEVERS": RETRIEVERS, "DEEPEST": DEEPEST}
        environment.globals |= {"highest": highest, "HISTORY": HISTORY}
        return environment


def name(text: str, longest: int = _LONGEST) -> str:
    """A title or an id as it is shown: on one line, and not endless."""
    return plain(text, longest) or "–"


def highest(items: Iterable[RecommendedItem]) -> float:
    """The highest probability of a list, which fills a bar; 0 where none is known."""
    return max((each.probability for each in items if not math.isnan(each.probability)), default=0.0)


def nearness(rank: int) -> float:
    """How far up a rank is, 1 for the first and 0 for the last that is looked at, in logarithms.

    >>> nearness(1), round(nearness(10), 2), nearness(DEEPEST)
    (1.0, 0.67, 0.0)
    """
    return 1 - math.log(rank) / math.log(DEEPEST)
