"""The changelog in a bundle: what each training changed, from what data, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.bundle import read_metadata
from scaffold.errors import BundleError
from scaffold.evaluation.headline import interval_of
from scaffold.evaluation.model_card import one_line
from scaffold.evaluation.wording import metric_title, metric_value
from scaffold.seal import check_seal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scaffold.data.dataset import Dataset
    from scaffold.plugins.run import RunContext
    from scaffold.results import TrainedHead

Entry = dict[str, Any]
_NO_LINE = "No line was given for it (`--set training.changes=...`)."
_SHOWN = 12


@dataclass(frozen=True)
class Changelog:
    """What is known of earlier bundles, the newest first.

    :ivar previous: hash over all files of the bundle before; empty for the first one.
    """

    entries: tuple[Entry, ...] = ()
    previous: str = ""

    @classmethod
    def before(cls, run: RunContext) -> Changelog:
        """That of the bundle of `training.previous`, else of the one that the run will take the place of.

        :raises BundleError: for a bundle that is named and is damaged, or of another vertical.
        """
        named = run.settings.training.previous
        path = Path(named) if named else run.out / "bundle"
        if not named and not path.exists():
            return cls()
        try:
            previous, metadata = check_seal(path), read_metadata(path)
            if metadata.get("vertical") != run.vertical.name:
                raise BundleError(
                    f"the bundle before is of {metadata.get('vertical')}, and this run of {run.vertical.name}",
                    where=str(path),
                )
        except BundleError as error:
            if named:
                raise
            run.progress.say(f"The changelog begins anew: {error}")
            return cls()
        return cls(tuple(_known(metadata)), previous)

    def with_run(self, run: RunContext, heads: Sequence[TrainedHead], datasets: Mapping[str, Dataset]) -> Changelog:
        """The same with an entry for this run in front."""
        entry: Entry = {
            "date": date.today().isoformat(),
            "changes": run.settings.training.changes,
            "package": f"{run.vertical.distribution} {run.vertical.version}",
            "base": run.settings.training.base,
            "previous": self.previous,
            "data": {Path(file.path).name: file.sha256 for each in datasets.values() for file in each.files},
            "figures": {head.spec.name: _figure(head, datasets[head.spec.loader]) for head in heads},
        }
        return Changelog((entry, *self.entries), self.previous)

    def markdown(self, title: str) -> str:
        """`CHANGELOG.md`: each entry against the one before it."""
        lines = [f"# Changelog of {one_line(title)}", "", "Newest first; the same is in `metadata.json`."]
        olders = (*self.entries[1:], None)
        for entry, older in zip(self.entries, olders, strict=True):
            lines += ["", f"## {entry.get('date', '')}", "", one_line(entry.get("changes") or "") or _NO_LINE, ""]
            lines += [f"- {line}" for line in (*_origin(entry), *_data(entry, older), *_figures(entry, older))]
        return "\n".join(lines) + "\n"


def _known(metadata: Mapping[str, Any]) -> Iterator[Entry]:
    """Entries of a bundle; one of the time before changelogs tells what its metadata do."""
    found = metadata.get("changelog")
    if isinstance(found, list):
        yield from (entry for entry in found if isinstance(entry, dict))
        return
    yield {
        "date": "earlier",
        "changes": "Trained before changelogs were kept.",
        "package": metadata.get("package", ""),
        "data": {file["file"]: file["sha256"] for file in metadata.get("data", ())},
        "figures": {},
    }


def _figure(head: TrainedHead, dataset: Dataset) -> Entry:
    """The head's own figure, and which texts it was measured on."""
    report = head.report
    made: Entry = {"metric": report.metric, "split": report.split, "value": report.figures.get(report.metric)}
    interval = interval_of(report)
    if interval is not None:
        made["interval"] = [round(interval.low, 6), round(interval.high, 6)]
    return made | {"texts": dataset.splits[report.split].content_hash}


def _origin(entry: Entry) -> Iterator[str]:
    if entry.get("previous"):
        yield f"After the bundle `{entry['previous'][:16]}`."
    told = [one_line(entry[name]) for name in ("package", "base") if entry.get(name)]
    if told:
        yield f"Made by {', from the encoder '.join(told)}."


def _data(entry: Entry, older: Entry | None) -> Iterator[str]:
    """Files by their names and hashes; against an older entry what is new, gone or another."""
    now, before = entry.get("data", {}), (older or {}).get("data", {})
    if older is None:
        words = [f"{one_line(name)} (`{now[name][:16]}`)" for name in sorted(now)]
    else:
        words = [f"{one_line(name)} is new (`{now[name][:16]}`)" for name in sorted(now.keys() - before.keys())]
        words += [f"{one_line(name)} is gone" for name in sorted(before.keys() - now.keys())]
        both = sorted(name for name in now.keys() & before.keys() if now[name] != before[name])
        words += [f"{one_line(name)} has changed (`{before[name][:16]}` to `{now[name][:16]}`)" for name in both]
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    yield f"Data: {', '.join(words[:_SHOWN]) or 'the same'}{more}."


def _figures(entry: Entry, older: Entry | None) -> Iterator[str]:
    before = (older or {}).get("figures", {})
    for head, figure in entry.get("figures", {}).items():
        value, metric = figure.get("value"), figure["metric"]
        if value is None:
            continue
        line = f"{one_line(head)}: {metric_title(metric)} on {figure['split']} {metric_value(metric, value)}"
        was = before.get(head)
        if was and was.get("metric") == metric and was.get("value") is not None:
            same = (was.get("split"), was.get("texts")) == (figure["split"], figure.get("texts"))
            other = "on the same texts" if same else "on other texts, so that the two cannot be compared"
            line += f", before {metric_value(metric, was['value'])} {other}"
        yield f"{line}."
    for head in sorted(before.keys() - entry.get("figures", {}).keys()):
        yield f"{one_line(head)} is no longer a head."
