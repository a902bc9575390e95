"""Examples by the split that the files gave them, made sound before the missing splits are made."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.collect import Reason, Tally, left_out
from scaffold.data.dataset import LeftOut
from scaffold.data.examples import Examples
from scaffold.data.split_names import SPLITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.data.checks import Skipped

Pools = dict[str | None, Examples]


def usable_pools(pools: Mapping[str | None, Examples], skipped: Skipped) -> tuple[Pools, list[LeftOut], list[str]]:
    """Pools without rows that belong to no split, and with a test split that has labels.

    Where test has no labels at all (published that way), validation takes its place.

    :return: pools, what was left out, and notes.
    """
    kept, notes = dict(pools), []
    by_reason: dict[Reason, list[Tally]] = {}
    for split, tallies in skipped.items():
        for reason, tally in tallies.items():
            unlabelled = reason == "no_label" and split in SPLITS and split not in pools
            by_reason.setdefault("unlabelled_split" if unlabelled else reason, []).append(tally)
            if unlabelled:
                notes.append(f"{split}: none of its {tally.count} rows has a label, so it is not used")
    out = [left_out(reason, tallies) for reason, tallies in by_reason.items()]
    if None in kept and len(kept) > 1:
        stray = kept.pop(None)
        out.append(LeftOut("unused_split", len(stray), tuple(e.origin for e in stray[:5] if e.origin)))
    unlabelled_test = "test" not in kept and "no_label" in skipped.get("test", {})
    if unlabelled_test and "validation" in kept and "train" in kept:
        kept["test"] = kept.pop("validation")
        notes.append("test: the validation rows take its place")
    return kept, out, notes


def drop_unknown_labels(splits: dict[str, Examples], heads: Sequence[str]) -> LeftOut | None:
    """Take validation examples out whose label train does not have: nothing can be chosen by them.

    Those of test stay: there they count as errors.
    """
    known = {head: {x for x in splits["train"].iter_labels(head) if isinstance(x, str)} for head in heads}
    tally, kept = Tally(), array("q")
    for index, example in enumerate(splits["validation"]):
        strange = [h for h in heads if isinstance(label := example.labels.get(h), str) and label not in known[h]]
        if strange:
            tally.add(example.origin)
        else:
            kept.append(index)
    if not tally.count:
        return None
    splits["validation"] = splits["validation"].select(np.array(kept))
    return left_out("unknown_label", [tally])
