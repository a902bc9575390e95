"""Which column holds the labels of each head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.data.column_errors import ambiguous
from scaffold.data.roles import NAMES, plain, rank
from scaffold.errors import SettingsError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from scaffold.data.column_stats import ColumnStats
    from scaffold.errors import DataError
    from scaffold.settings import DataSettings


_ROLES = {
    "tagging": ("marks",),
    "multilabel": ("label_set",),
    "regression": ("number",),
    "question_answering": ("answer",),
}
"""What columns are called that hold labels of a kind, where that is not as classes are."""


class LabelColumns:
    """Finds label columns among those that have no other role.

    :param used: columns that have another role.
    :param kinds: kind of the heads for which it is known.
    :ivar guessed: the reason, by `labels.<head>`.
    :ivar flags: columns by head where each holds 0 or 1 for a label of its name.
    """

    def __init__(
        self,
        stats: Mapping[str, ColumnStats],
        used: Set[str | None],
        settings: DataSettings,
        kinds: Mapping[str, str],
        where: str,
    ) -> None:
        free = {name: s for name, s in stats.items() if name not in used}
        self._stats = {name: s for name, s in free.items() if s.filled}
        self._empty = [name for name, s in free.items() if not s.filled]
        self._all = list(stats)
        self._settings = settings
        self._kinds = kinds
        self._where = where
        self.guessed: dict[str, str] = {}
        self.flags: dict[str, tuple[str, ...]] = {}

    def find(self, heads: Sequence[str], need_labels: bool) -> dict[str, str]:
        """Column by head.

        :raises SettingsError: if settings name a head that is not there, or one label column for several heads.
        :raises DataError: if labels are needed and a head has none or several possible columns.
        """
        found = self._given(heads)
        for head in heads:
            if head not in found and (name := self._named_like(head, found)):
                found[head] = name
        for head in heads:
            if head in found:
                continue
            candidates = [s for s in self._stats.values() if s.name not in found.values()]
            name = self._guess(head, candidates, alone=len(heads) == 1)
            if name:
                found[head] = name
            elif need_labels:
                raise self._unclear(head, candidates, alone=len(heads) == 1)
        return found

    def _given(self, heads: Sequence[str]) -> dict[str, str]:
        given = {head: self._together(head, columns) for head, columns in self._settings.labels.items()}
        for head in given:
            if head not in heads:
                raise SettingsError(
                    f"there is no head {head!r}{did_you_mean(head, heads)}",
                    where=f"data.labels.{head}",
                    hint="List the heads with: scaffold show VERTICAL",
                )
        if self._settings.label and len(heads) > 1:
            raise SettingsError(
                f"there are several heads: {', '.join(heads)}",
                where="data.label",
                hint=f"Set one column a head, such as --set data.labels.{heads[0]}={self._settings.label}.",
            )
        if self._settings.label and heads:
            given.setdefault(heads[0], self._settings.label)
        return given

    def _together(self, head: str, columns: str | Sequence[str]) -> str:
        """Several columns under one name."""
        if not isinstance(columns, str) and len(columns) > 1:
            self.flags[head] = tuple(columns)
        return columns if isinstance(columns, str) else ", ".join(columns)

    def _named_like(self, head: str, found: Mapping[str, str]) -> str | None:
        for name, stats in self._stats.items():
            like = plain(name) in (plain(head), f"{plain(head)}_label") and name not in found.values()
            if like and not (stats.flags and self._kinds.get(head) == "multilabel"):
                self.guessed[f"labels.{head}"] = f"the column is called {name!r}, as the head"
                return name
        return None

    def _guess(self, head: str, candidates: Sequence[ColumnStats], *, alone: bool) -> str | None:
        kind = self._kinds.get(head)
        if kind in _ROLES:
            return self._of_kind(head, kind, candidates, alone=alone)
        tagging = kind is None and plain(head) in NAMES["tags"]
        role = "tags" if tagging else "label"
        named = sorted((place, s.name) for s in candidates if (place := rank(s.name, role)) is not None)
        exact = [name for place, name in named if place < 100] or [name for _, name in named]
        if exact and (len(exact) == 1 or plain(exact[0]) == "label"):
            self.guessed[f"labels.{head}"] = f"by its name {exact[0]!r}"
            return exact[0]
        if not alone or exact:
            return None
        return self._empty_one(head) or self._by_content(head, candidates)

    def _empty_one(self, head: str) -> str | None:
        """A column called as labels are, though the rows that were looked at have none."""
        places = {name: 0 if plain(name) == plain(head) else rank(name, "label") for name in self._empty}
        named = sorted((place, name) for name, place in places.items() if place is not None and place < 100)
        if not named:
            return None
        self.guessed[f"labels.{head}"] = f"by its name {named[0][1]!r}"
        return named[0][1]

    def _of_kind(self, head: str, kind: str, candidates: Sequence[ColumnStats], *, alone: bool) -> str | None:
        """The column of a head whose labels are no single classes."""
        like = [s for s in candidates if _fits(kind, s)]
        like = [s for s in like if s.tags] or like
        for role in _ROLES[kind]:
            named = sorted((place, s.name) for s in like if (place := rank(s.name, role)) is not None)
            if named:
                self.guessed[f"labels.{head}"] = f"by its name {named[0][1]!r}"
                return named[0][1]
        if not alone:
            return None
        flags = tuple(s.name for s in candidates if s.flags)
        if kind == "multilabel" and len(flags) > 1:
            self.guessed[f"labels.{head}"] = f"{len(flags)} columns of 0 and 1"
            return self._together(head, flags)
        if len(like) == 1:
            self.guessed[f"labels.{head}"] = f"the only column that may hold labels of the kind {kind}"
            return like[0].name
        return None

    def _by_content(self, head: str, candidates: Sequence[ColumnStats]) -> str | None:
        like = [s for s in candidates if s.like_label]
        if len(like) == 1:
            self.guessed[f"labels.{head}"] = f"few different short values ({like[0].distinct} in the sample)"
            return like[0].name
        tags = [s for s in candidates if s.tags]
        if not like and len(tags) == 1:
            self.guessed[f"labels.{head}"] = "one tag a token"
            return tags[0].name
        short = [s for s in candidates if s.length < 6 and not (s.nested or s.dated or s.tags)]
        if not like and len(short) == 1 and short[0].distinct <= max(2, short[0].filled // 2):
            self.guessed[f"labels.{head}"] = "the only other column of short values"
            return short[0].name
        return None

    def _unclear(self, head: str, candidates: Sequence[ColumnStats], *, alone: bool) -> DataError:
        names = [s.name for s in candidates if s.like_label or rank(s.name, "label") is not None]
        setting = "data.label" if alone else f"data.labels.{head}"
        return ambiguous(f"the labels of {head!r}", setting, names, self._all, self._where)


def _fits(kind: str, stats: ColumnStats) -> bool:
    """Whether a column may hold labels of a kind by its content."""
    if kind == "tagging":
        return stats.tags or (stats.listed and rank(stats.name, "text") is None)
    if kind == "regression":
        return stats.numeric and not stats.listed and stats.distinct > 1
    if kind == "multilabel":
        flat_list = stats.listed and not stats.nested
        return not (stats.flags or stats.dated or stats.tags) and (flat_list or stats.like_label)
    return not (stats.numeric or stats.dated or stats.tags)
