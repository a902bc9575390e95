"""What hooks return: named, frozen records whose work is behind a lazy factory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from scaffold.errors import DataError

if TYPE_CHECKING:
    import click

    from scaffold.data.dataset import Dataset
    from scaffold.settings import DataSettings, PretrainingObjective

API_VERSION = 1
"""The plugin interface of this core; the previous one (if any) still loads."""


@dataclass(frozen=True)
class VerticalInfo:
    """What a vertical is, for people: shown by `scaffold verticals` and `scaffold show`.

    :ivar data_statement: where the shipped data come from and who may use them.
    :ivar intended_use: what decisions of this vertical may be used for, and what not.
    :ivar personal_data: whether its texts are about people, so that they are de-identified unless settings say else.
    :ivar usual: settings of the core by section and key that hold where the user says nothing, such as
        `{"decision": {"sets": "class-conditional"}}`.
    """

    title: str
    summary: str
    languages: tuple[str, ...]
    tasks: tuple[str, ...]
    data_statement: str
    licence: str
    intended_use: str
    api_version: int
    personal_data: bool = False
    usual: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class DataLoaderSpec:
    """A named source of examples.

    :ivar load: takes a path (None: the sample that ships with the vertical) and the `[data]` settings; of a vertical
        with several loaders it may give None for a path that holds nothing of what it loads.
    """

    name: str
    summary: str
    load: Callable[[Path | None, DataSettings], Dataset | None]
    order: int = 0

    def read(self, path: Path | None, settings: DataSettings) -> Dataset:
        """What `load` gives, where there has to be something.

        :raises DataError: for a path that holds nothing of what this loader reads.
        """
        dataset = self.load(path, settings)
        if dataset is None:
            raise DataError(f"this holds nothing for the loader {self.name!r} ({self.summary})", where=str(path))
        return dataset


@dataclass(frozen=True)
class PretrainingSpec:
    """A domain corpus and the objective to continue pretraining with.

    :ivar corpus: takes a path (None: the shipped corpus) and yields texts.
    :ivar objective: `mlm`, `contrastive` or `denoising`.
    :ivar vocabulary: domain terms worth word pieces of their own.
    """

    name: str
    summary: str
    corpus: Callable[[Path | None], Sequence[str]]
    objective: PretrainingObjective = "mlm"
    vocabulary: tuple[str, ...] = ()
    order: int = 0


USUAL_METRICS: Mapping[str, str] = {
    "classification": "accuracy",
    "relation": "accuracy",
    "multilabel": "macro_f1",
    "ordinal": "quadratic_kappa",
    "regression": "r2",
    "tagging": "span_f1",
    "question_answering": "answer_f1",
    "embedding": "mrr",
    "image": "accuracy",
    "fusion": "accuracy",
}
"""What heads of a kind are chosen by where their spec does not say."""


@dataclass(frozen=True)
class TaskHeadSpec:
    """A head on the shared encoder; heads of one loader are trained together as well as alone.

    :ivar loader: name of the data loader whose examples carry this head's labels.
    :ivar kind: what it gives a text, or two that belong together: one label, any number of them, one of labels in an
        order, a number, labelled stretches of it, the relation of two entities marked in it, the answer to the first
        text that stands in the second, or a vector that is near to those of texts that belong to it; what it gives an
        image: one label; or one label by what two of them say together, one of a text and one of its image.
    :ivar metric: metric of `metrics.json` that candidates are chosen by, on validation data; empty for the usual one.
    :ivar labels: the order of the labels of an ordinal head, lowest first; empty where they are numbers.
    :ivar parts: names of the heads of the same loader that a fusion weighs: one of images and one of texts.
    """

    name: str
    summary: str
    loader: str
    kind: Literal[
        "classification",
        "multilabel",
        "ordinal",
        "regression",
        "tagging",
        "relation",
        "question_answering",
        "embedding",
        "image",
        "fusion",
    ] = "classification"
    metric: str = ""
    labels: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    order: int = 0

    def __post_init__(self) -> None:
        """Fill in the usual metric of its kind."""
        if not self.metric:
            object.__setattr__(self, "metric", USUAL_METRICS.get(self.kind, ""))


@dataclass(frozen=True)
class RuleSource:
    """A file of knowledge rules.

    :ivar read: gives the path of the file, beside which its lexicons are found, or the text of rules made by code.
    """

    name: str
    summary: str
    read: Callable[[], str | Path]
    order: int = 0


@dataclass(frozen=True)
class MetricSpec:
    """A figure of `metrics.json` and the level the demo must reach."""

    name: str
    head: str
    metric: str
    at_least: float
    split: str = "test"
    order: int = 0


@dataclass(frozen=True)
class CommandSpec:
    """A command of a vertical, run as `scaffold run VERTICAL NAME`.

    :ivar load: imports and returns the click command; called only when the command runs.
    """

    name: str
    summary: str
    load: Callable[[], click.Command]
    order: int = 0


@dataclass(frozen=True)
class SourceSpec:
    """A place that texts come from while they happen, for verticals that watch a stream.

    :ivar name: scheme of its addresses, such as `kafka` for `kafka://host/topic`.
    :ivar open: takes an address and the vertical's settings, and gives a source as that vertical defines one.
    """

    name: str
    summary: str
    open: Callable[[str, Any], Any]
    order: int = 0


@dataclass(frozen=True)
class SinkSpec:
    """A place that alerts go to.

    :ivar name: scheme of its addresses, such as `pager` for `pager:desk`.
    :ivar open: takes an address and the vertical's settings, and gives a sink as that vertical defines one.
    """

    name: str
    summary: str
    open: Callable[[str, Any], Any]
    order: int = 0


@dataclass(frozen=True)
class DetectorSpec:
    """A way to tell that something is more than its usual.

    :ivar make: takes the vertical's settings and gives a detector as that vertical defines one.
    """

    name: str
    summary: str
    make: Callable[[Any], Any]
    order: int = 0


@dataclass(frozen=True)
class DemoResult:
    """What a demo did.

    :ivar figures: measured value and the level it had to reach (None: shown only), by name.
    :ivar try_next: commands to type next, each with what it shows.
    """

    title: str
    figures: Mapping[str, tuple[float, float | None]]
    try_next: Mapping[str, str]
    artifacts: Mapping[str, Path] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def below_level(self) -> list[str]:
        """Names of the figures that miss their level."""
        return [name for name, (value, level) in self.figures.items() if level is not None and value < level]
