"""How many planted identifiers are found, and how much of what is found is one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scaffold.privacy.finding import Finding


@dataclass(frozen=True)
class Score:
    """Of one kind.

    :ivar recall: share of the planted ones of which every character is taken out, whatever it is taken for.
    :ivar precision: share of the findings of the kind that touch a planted one, of any kind.
    """

    planted: int
    recall: float
    found: int
    precision: float


def score(
    rows: Iterable[tuple[str, Sequence[Mapping[str, Any]]]], find: Callable[[str], Iterable[Finding]]
) -> dict[str, Score]:
    """Figures by kind, and of all kinds together as `all`.

    :param rows: texts with what is planted in each: `start`, `end` (exclusive) and `kind`.
    """
    planted, caught, found, right = (Counter[str]() for _ in range(4))
    for text, marked in rows:
        findings = list(find(text))
        taken = {place for each in findings for place in range(each.start, each.end)}
        true = {place for each in marked for place in range(each["start"], each["end"])}
        for each in marked:
            whole = all(place in taken or text[place].isspace() for place in range(each["start"], each["end"]))
            planted.update((each["kind"], "all"))
            caught.update((each["kind"], "all") if whole else ())
        for finding in findings:
            touches = any(place in true for place in range(finding.start, finding.end))
            found.update((finding.kind, "all"))
            right.update((finding.kind, "all") if touches else ())
    kinds = [*sorted((planted | found).keys() - {"all"}), "all"]
    return {
        kind: Score(planted[kind], _share(caught[kind], planted[kind]), found[kind], _share(right[kind], found[kind]))
        for kind in kinds
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
