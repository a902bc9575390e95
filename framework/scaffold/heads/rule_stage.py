"""The rules of a run: read before the data, then put to work head by head."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from scaffold.decision.rules.weighing import LEAST_FIRED
from scaffold.errors import DataError
from scaffold.heads.guidance import Guidance, Guide
from scaffold.heads.tasks import make_task
from scaffold.models.cache import CachedEncoder
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.sources import gather_rules
from scaffold.text import content_hash
from scaffold.training.objectives.kinds import OBJECTIVES
from scaffold.training.objectives.semantic import LABELLED, Constraint
from scaffold.training.task import Labelled, Task, labelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scaffold.data.dataset import Dataset
    from scaffold.models.encoder import Encoder
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import TaskHeadSpec
    from scaffold.rules.bond import HeadLabel
    from scaffold.rules.firing.rule_reader import RuleReader
    from scaffold.rules.language.rule import Rule
    from scaffold.rules.language.rule_file import RuleFile
    from scaffold.training.joint import AnyTask

_MOST_NOTES = 3

GUIDED = ("classification", "ordinal")
"""Kinds of heads that learn from texts which rules have labelled."""


@dataclass
class RuleStage:
    """What rules do for the heads of one run.

    :ivar guidances: by head, once its task was made.
    """

    run: RunContext
    in_force: RulesInForce
    guidances: dict[str, Guidance] = field(default_factory=dict)

    @classmethod
    def of(cls, run: RunContext) -> RuleStage:
        """Read the rules of the vertical and of the user.

        :raises RuleError: for rules that cannot be read.
        """
        rules = gather_rules(run.vertical.rules, run.settings.rules.files)
        heads = [spec.name for spec in run.vertical.heads]
        return cls(run, RulesInForce.of(rules, heads, date.today()))

    def ready(self) -> RunContext:
        """The run, with data read as rules need them: texts without a label are kept for those that label them."""
        settings = self.run.settings
        if settings.data.unlabelled != "leave_out" or not self._label(settings.rules.train):
            return self.run
        kept = "only" if settings.rules.without_labels else "keep"
        data = settings.data.model_copy(update={"unlabelled": kept})
        return replace(self.run, settings=settings.model_copy(update={"data": data}))

    def _label(self, wanted: bool) -> bool:
        rules = (rule for spec in self.run.vertical.heads for rule in self.in_force.about(spec.name, "label", "train"))
        return wanted and any(rules)

    @property
    def identity(self) -> dict[str, Any]:
        """What a resumed run must have in common with the interrupted one."""
        texts = [text for file in self.in_force.rules.files for text in (file.text, *_lexicon_texts(file))]
        return {"rules": self.run.settings.rules.model_dump(mode="json") | {"texts": list(map(content_hash, texts))}}

    @property
    def reader(self) -> RuleReader:
        """Fires all rules."""
        return self.in_force.reader

    def heads(self, datasets: Mapping[str, Dataset]) -> list[TaskHeadSpec]:
        """Heads that the data have labels for; those that rules alone can teach where that is asked for.

        :raises DataError: where there is none.
        """
        loaded = [spec for spec in self.run.vertical.heads if spec.loader in datasets]
        taught = [spec for spec in loaded if spec.name in datasets[spec.loader].heads or self._teach(spec)]
        if not taught:
            raise DataError(
                "no text has a label, and no rule gives one",
                where=self.run.data,
                hint="Write rules with `then: {label: ...}`, or label some texts.",
            )
        return taught

    def _teach(self, spec: TaskHeadSpec) -> bool:
        alone = self.run.settings.rules.without_labels and spec.kind in GUIDED
        return alone and bool(rules_labels(self.in_force.about(spec.name, "label", "train")))

    def deciding(self, head: str) -> Guidance | None:
        """What is known of the rules about a head, if rules may take part in decisions."""
        return self.guidances.get(head) if self.run.settings.rules.decide else None

    def notes(self, head: str) -> tuple[str, ...]:
        """What was found about the rules of a head while its task was made."""
        return self.guidances[head].notes if head in self.guidances else ()

    def task(self, spec: TaskHeadSpec, datasets: dict[str, Dataset], encoder: Encoder | None) -> AnyTask:
        """What a head learns, with the texts that rules label; of a head without labels from these alone.

        :param datasets: by loader; that of a head without labels gets labels to choose on.
        :raises DataError: as `make_task`, and where neither labels nor rules are there.
        """
        dataset = datasets[spec.loader]
        rules = self.in_force.about(spec.name, "label", "train", "decide")
        alone = self.run.settings.rules.without_labels and spec.name not in dataset.splits["train"].heads
        if spec.kind not in (*GUIDED, "multilabel", "tagging") or not rules:
            return make_task(spec, dataset)
        task = self._empty(spec, rules_labels(rules, spec.labels), dataset) if alone else make_task(spec, dataset)
        known, notes = self.in_force.known(rules, task.labels)
        for note in _some(notes):
            self.run.progress.say(note)
        if not known:
            return task
        if not isinstance(task, Task):
            self.guidances[spec.name] = Guidance.unmeasured(task, known)
            return task
        training = self.run.settings.training
        assert encoder is not None, "heads that rules teach read texts"
        guide = Guide(self.in_force.reader, encoder, CachedEncoder(encoder), self.run.settings.rules, training.seed)
        with self.run.progress.stage(f"Rules for {spec.name}"):
            if alone and not len(task.validation):
                guidance, datasets[spec.loader] = guide.without_labels(task, known, dataset)
            else:
                guidance = (guide.lead if spec.kind in GUIDED else guide.measure)(task, known, dataset)
        for note in guidance.notes:
            self.run.progress.say(note[:1].upper() + note[1:])
        if not len(guidance.task.train):
            raise DataError(
                f"no text has a label for {spec.name}, and its rules fire on too few texts to teach it",
                where=self.run.data,
                hint=f"A rule teaches where it fires on {LEAST_FIRED} texts or more: widen the rules, add texts, or "
                "label some.",
            )
        self.guidances[spec.name] = guidance
        return guidance.task

    def constrained(self, tasks: Mapping[str, AnyTask]) -> dict[str, AnyTask]:
        """The tasks with what the rules know of their labels: which bring others with them, or keep them out."""
        labels = {name: task.labels for name, task in tasks.items() if task.kind in LABELLED}

        def place(named: HeadLabel) -> tuple[str, int]:
            return named.head, labels[named.head].index(named.label)

        found = [
            Constraint(place(bond.first), place(bond.second), bond.excludes)
            for bond in self.in_force.bonds
            if all(each.label in labels.get(each.head, ()) for each in bond.both)
        ]
        return {
            name: replace(task, constraints=tuple(each for each in found if name in (each.first[0], each.second[0])))
            if isinstance(task, Task)
            else task
            for name, task in tasks.items()
        }

    def _empty(self, spec: TaskHeadSpec, labels: tuple[str, ...], dataset: Dataset) -> Task:
        """A task without a labelled training text."""
        if len(labels) < 2:
            raise DataError(
                f"no text has a label for {spec.name}, and its rules speak of {len(labels)} of the two labels it needs"
            )
        none = Labelled([], labelled(dataset.splits["train"], spec.name, labels).truth)
        validation = labelled(dataset.splits["validation"], spec.name, labels)
        return Task(spec.name, labels, none, validation, spec.metric or OBJECTIVES[spec.kind].metrics[0], spec.kind)


def rules_labels(rules: Iterable[Rule], order: Sequence[str] = ()) -> tuple[str, ...]:
    """Labels that rules give: those of `order` as they stand there, then the others, sorted."""
    given = sorted({rule.then.label for rule in rules if rule.then.label is not None})
    return tuple(sorted(given, key=lambda label: order.index(label) if label in order else len(order)))


def _lexicon_texts(file: RuleFile) -> list[str]:
    return [terms.text for _, terms in sorted(file.lexicons.items())]


def _some(notes: list[str]) -> list[str]:
    """The first few, and how many more there are."""
    more = [f"... and {len(notes) - _MOST_NOTES} more rules are left out"] if len(notes) > _MOST_NOTES else []
    return [*notes[:_MOST_NOTES], *more]
