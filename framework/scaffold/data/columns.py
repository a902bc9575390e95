"""Which column is what: named by the user, else guessed by name, else by content."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scaffold.data.column_errors import ambiguous, missing_column
from scaffold.data.column_stats import ColumnStats, column_stats
from scaffold.data.label_columns import LabelColumns
from scaffold.data.roles import rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from scaffold.settings import DataSettings


ROLES = ("image", "text", "text_pair", "id", "group", "time", "split")
"""What a column may be beside a label, in the order it is shown."""


@dataclass(frozen=True)
class ColumnMap:
    """The columns in use; the others travel in `Example.metadata`.

    :ivar labels: column by head name; the names of all where there are several.
    :ivar flags: columns by head name where each holds 0 or 1 for a label of its name.
    :ivar split: column that names the split of each row.
    :ivar image: column that names an image; empty `text` says that there is no text beside it.
    :ivar guessed: why, by role, for what the user did not name.
    """

    text: str
    text_pair: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: str | None = None
    group: str | None = None
    time: str | None = None
    split: str | None = None
    guessed: Mapping[str, str] = field(default_factory=dict)
    image: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Roles and columns, for reports and metadata."""
        roles = {role: getattr(self, role) for role in ROLES}
        return {
            **{role: column for role, column in roles.items() if column},
            "labels": dict(self.labels),
            "guessed": dict(self.guessed),
        }


def guess_columns(
    names: Sequence[str],
    sample_rows: Sequence[Mapping[str, Any]],
    settings: DataSettings,
    heads: Sequence[str],
    *,
    kinds: Mapping[str, str] | None = None,
    need_labels: bool = True,
    where: str = "",
) -> ColumnMap:
    """Find the column of each role.

    :param sample_rows: some rows, to look at where names say nothing.
    :param kinds: kind of the heads for which it is known.
    :param where: file the message of an error names.
    :raises DataError: for a column that is not there, or if two columns may be meant; lists the columns.
    """
    return _Guess(names, sample_rows, settings, where).run(heads, kinds or {}, need_labels)


class _Guess:
    def __init__(
        self, names: Sequence[str], rows: Sequence[Mapping[str, Any]], settings: DataSettings, where: str
    ) -> None:
        self.stats = {name: column_stats(name, rows) for name in names}
        self.settings = settings
        self.where = where
        self.guessed: dict[str, str] = {}

    def run(self, heads: Sequence[str], kinds: Mapping[str, str], need_labels: bool) -> ColumnMap:
        given = self._given()
        taken = {*given.values(), *self.settings.label_columns, *self.settings.subgroups}
        if "embedding" in kinds.values():
            given["text_pair"] = given.get("text_pair") or self._partner(taken)
            taken.add(given["text_pair"])
        answers = "question_answering" in kinds.values()
        text = given.get("text") or (answers and self._by_role("question", taken)) or self._text(taken)
        if answers:
            given["text_pair"] = given.get("text_pair") or self._context({*taken, text})
        others = {role: given.get(role) or self._by_name(role, text) for role in ("text_pair", "id", "group", "time")}
        split = self._split_column()
        apart = {*self.settings.subgroups} - {*self.settings.label_columns}
        used = {text, split, *others.values(), *apart} - {None}
        finder = LabelColumns(self.stats, used, self.settings, kinds, self.where)
        # Two texts that belong together say so themselves, unless a column is named that does.
        told = {*self.settings.labels, *(heads[:1] if self.settings.label else ())}
        pairs = [head for head in heads if kinds.get(head) == "embedding" and head not in told]
        found = finder.find([head for head in heads if head not in pairs], need_labels)
        found.update((head, given["text_pair"]) for head in pairs)
        labels = {head: found[head] for head in heads if head in found}
        self.guessed.update(finder.guessed)
        return ColumnMap(text=text, labels=labels, flags=finder.flags, split=split, guessed=self.guessed, **others)

    def _given(self) -> dict[str, str]:
        """Columns the user named, all of them present."""
        settings = self.settings
        roles = {role: getattr(settings, role) for role in ("text", "text_pair", "id", "group", "time")}
        labels = [
            (f"labels.{head}", name)
            for head, names in settings.labels.items()
            for name in ([names] if isinstance(names, str) else names)
        ]
        apart = [("subgroups", name) for name in settings.subgroups]
        for role, name in (*roles.items(), ("label", settings.label), *labels, *apart):
            if name is not None and name not in self.stats:
                raise missing_column(role, name, list(self.stats), self.where)
        return {role: name for role, name in roles.items() if name}

    def _by_role(self, role: str, taken: Set[str]) -> str | None:
        """The column whose name fits a role of one kind of head best."""
        free = [s for s in self.stats.values() if s.name not in taken and _may_be_text(s)]
        found = sorted((place, s.name) for s in free if (place := rank(s.name, role)) is not None)
        return found[0][1] if found else None

    def _partner(self, taken: Set[str]) -> str:
        name = self._by_role("text_pair", taken) or self._by_role("partner", taken)
        if name is None:
            free = [s.name for s in self.stats.values() if s.name not in taken and s.like_text]
            raise ambiguous("the texts that belong to the others", "data.text_pair", free, list(self.stats), self.where)
        self.guessed["text_pair"] = f"by its name {name!r}"
        return name

    def _context(self, taken: Set[str]) -> str:
        name = self._by_role("context", taken)
        if name is None:
            free = [s.name for s in self.stats.values() if s.name not in taken and s.like_text]
            raise ambiguous("the text that answers stand in", "data.text_pair", free, list(self.stats), self.where)
        self.guessed["text_pair"] = f"by its name {name!r}"
        return name

    def _text(self, taken: Set[str]) -> str:
        free = [stats for name, stats in self.stats.items() if name not in taken]
        ranked = sorted(
            (found, s.name) for s in free if _may_be_text(s) and (found := rank(s.name, "text")) is not None
        )
        if ranked:
            name = ranked[0][1]
            self.guessed["text"] = f"by its name {name!r}" + _also(other for _, other in ranked[1:])
            return name
        like = [s for s in free if s.like_text]
        if len(like) == 1 or (like and _stands_out(like)):
            best = max(like, key=lambda s: s.length)
            self.guessed["text"] = f"long and varied: {best.length:.0f} words on average"
            return best.name
        if len(free) == 1 and len(self.stats) <= 2:
            self.guessed["text"] = "the only column left"
            return free[0].name
        raise ambiguous("the text", "data.text", [s.name for s in like or free], list(self.stats), self.where)

    def _by_name(self, role: str, text: str) -> str | None:
        found = [(place, s.name) for s in self.stats.values() if (place := rank(s.name, role)) is not None]
        fitting = [name for _, name in sorted(found) if name != text and self._fits(role, self.stats[name])]
        if not fitting:
            return None
        self.guessed[role] = f"by its name {fitting[0]!r}"
        return fitting[0]

    def _fits(self, role: str, stats: ColumnStats) -> bool:
        if role == "time":
            return stats.dated
        if role == "group":
            return stats.distinct > 1
        return not stats.nested

    def _split_column(self) -> str | None:
        found = [(place, s) for s in self.stats.values() if (place := rank(s.name, "split")) is not None]
        for _, stats in sorted(found, key=lambda pair: pair[0]):
            if stats.distinct <= 12 and stats.length < 3 and not stats.numeric:
                self.guessed["split"] = f"by its name {stats.name!r}"
                return stats.name
        return None


def _may_be_text(stats: ColumnStats) -> bool:
    return not (stats.numeric or stats.dated or stats.tags or stats.nested) and stats.filled > 0


def _stands_out(like: Sequence[ColumnStats]) -> bool:
    """Whether the longest column is so much longer than the next that it must be the text."""
    lengths = sorted((stats.length for stats in like), reverse=True)
    return lengths[0] > 4 * lengths[1]


def _also(others: Any) -> str:
    names = ", ".join(others)
    return f" (also possible: {names})" if names else ""
