"""What a run has to tell: the records behind the report page and the model card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scaffold.evaluation.bootstrap import Interval
    from scaffold.evaluation.confusion import ConfusedPair, Confusion
    from scaffold.evaluation.label_check import LabelCheck
    from scaffold.evaluation.metrics import ClassScore
    from scaffold.evaluation.promise import Promise
    from scaffold.evaluation.reliability import ReliabilityBin
    from scaffold.evaluation.rule_records import RulesReport
    from scaffold.evaluation.selective import CoveragePoint
    from scaffold.evaluation.span_mistakes import CommonMistake
    from scaffold.evaluation.subgroups import Subgroups
    from scaffold.models.cases import NearCase


@dataclass(frozen=True)
class Figure:
    """A headline figure beside those of the heads, such as recall of the answer search.

    :ivar value: a share between 0 and 1 if `is_share`, else any number.
    :ivar level: what it has to reach; None when it is only shown.
    """

    name: str
    value: float
    level: float | None = None
    note: str = ""
    is_share: bool = True

    @property
    def missed(self) -> bool:
        """Whether the figure is below its level."""
        return self.level is not None and self.value < self.level


@dataclass(frozen=True)
class Candidate:
    """A model that was tried.

    :ivar value: its metric on validation data; None if it was not measured.
    :ivar seconds: how long it took to train.
    :ivar log_loss: on validation data; None if it was not measured.
    :ivar encoders: how many encoders a text goes through; None if that is not known.
    :ivar metric: name of what `value` is.
    """

    name: str
    value: float | None
    seconds: float | None = None
    note: str = ""
    chosen: bool = False
    log_loss: float | None = None
    encoders: int | None = None
    metric: str = "accuracy"


@dataclass(frozen=True)
class TwoWays:
    """A head that was trained alone and together with others: the best model of either way on validation data.

    :ivar seconds_alone: what training the one alone took; `seconds_together` what training all heads at once took.
    :ivar kept: which of both the bundle holds.
    """

    head: str
    metric: str
    alone: float
    together: float
    seconds_alone: float
    seconds_together: float
    kept: Literal["alone", "together"]


@dataclass(frozen=True)
class Sharing:
    """Heads of the same data, trained both ways."""

    heads: Sequence[TwoWays]

    @property
    def seconds_alone(self) -> float:
        """For all of them, one after the other."""
        return sum(head.seconds_alone for head in self.heads)

    @property
    def seconds_together(self) -> float:
        """For all of them at once."""
        return max(head.seconds_together for head in self.heads)


@dataclass(frozen=True)
class Mistake:
    """A text that was given another label than its own.

    :ivar probability: of what was predicted; None for a number, and where nothing was predicted.
    """

    text: str
    truth: str
    predicted: str
    probability: float | None
    neighbours: Sequence[NearCase] = ()


@dataclass(frozen=True)
class Picture:
    """An image that was decided, with where the evidence lies; both as addresses that hold the image.

    :ivar group: why it is shown: `wrong`, `least sure` or `right`.
    :ivar name: the file and line it comes from.
    """

    group: str
    name: str
    image: str
    heat: str
    truth: str
    predicted: str
    probability: float


@dataclass(frozen=True)
class HeadReport:
    """How one head fares; `split` names the split that the details are of.

    :ivar metric: the figure candidates were chosen by.
    :ivar splits: every figure, by split and name, as in `metrics.json`.
    :ivar train_counts: training texts by label, where known.
    :ivar unknown_labels: labels of the evaluation data that the model lacks, with their rows.
    :ivar error_rate: how often the conformal set may miss the truth; None without such sets.
    :ivar kind: that of the head, as in `TaskHeadSpec`.
    :ivar promises: those of the decision, checked on that split.
    :ivar interval: what the metric lies between there; None where it follows from the other figures.
    :ivar span_mistakes: what goes wrong with spans, by kind of mistake, the commonest first.
    :ivar label_check: training labels that are probably wrong; None where they were not looked at.
    :ivar rules: knowledge rules about its labels; None where there are none.
    :ivar pictures: images of that split to look at, where the head looks at images.
    :ivar subgroups: its figures for groups of the texts, a record a column, as far as columns are named.
    """

    name: str
    labels: Sequence[str]
    split: str
    splits: Mapping[str, Mapping[str, float]]
    metric: str = "accuracy"
    reliability: Sequence[ReliabilityBin] = ()
    curve: Sequence[CoveragePoint] = ()
    confusion: Confusion | None = None
    pairs: Sequence[ConfusedPair] = ()
    classes: Sequence[ClassScore] = ()
    mistakes: Sequence[Mistake] = ()
    train_counts: Mapping[str, int] = field(default_factory=dict)
    unknown_labels: Mapping[str, int] = field(default_factory=dict)
    error_rate: float | None = None
    kind: str = "classification"
    promises: Sequence[Promise] = ()
    interval: Interval | None = None
    span_mistakes: Sequence[CommonMistake] = ()
    label_check: LabelCheck | None = None
    rules: RulesReport | None = None
    subgroups: Sequence[Subgroups] = ()

    pictures: Sequence[Picture] = ()

    @property
    def is_of_classes(self) -> bool:
        """Whether each text has one label of several, so that accuracy is its first figure."""
        return self.kind in ("classification", "relation", "ordinal", "image", "fusion")

    @property
    def figures(self) -> Mapping[str, float]:
        """The figures of the split that the details are of."""
        return self.splits.get(self.split, {})

    @property
    def rows(self) -> int:
        """Rows of that split."""
        return int(self.figures.get("rows", 0))

    @property
    def errors(self) -> int:
        """Rows of that split which were given a wrong label."""
        return round(self.rows * (1 - self.figures.get("accuracy", 1.0)))


@dataclass(frozen=True)
class RunReport:
    """All that one run has to tell.

    :ivar data_report: an HTML fragment whose texts are already escaped; shown as it is.
    :ivar figures: headline figures beside those of the heads.
    :ivar settings: shown as nested tables.
    :ivar timings: seconds, by stage.
    :ivar together: heads that were trained alone and together, a record a data loader.
    """

    title: str
    vertical: str
    heads: Sequence[HeadReport]
    figures: Sequence[Figure] = ()
    candidates: Sequence[Candidate] = ()
    data_report: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    together: Sequence[Sharing] = ()
