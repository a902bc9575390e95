"""What rules teach a head: labels for texts without one, and how much each rule is to be believed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold.decision.calibration import Temperature
from scaffold.decision.rules.weighing import labels_are_right, rule_weights
from scaffold.heads.weak_texts import believed_labels, labelled_texts, unlabelled_texts, with_soft_labels
from scaffold.rules.firing.material import KnownTexts
from scaffold.rules.weak.beliefs import STRENGTH, TRUST
from scaffold.rules.weak.dawid_skene import DawidSkene
from scaffold.rules.weak.targets import direction_matrix
from scaffold.rules.weak.voting import votes_of
from scaffold.training.frozen import fit_linear
from scaffold.training.score import Scorer
from scaffold.training.task import UNKNOWN, Labelled, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold.data.dataset import Dataset
    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Embedder, Encoder
    from scaffold.models.linear import LinearClassifier
    from scaffold.rules.firing.rule_reader import RuleReader
    from scaffold.rules.language.rule import Rule
    from scaffold.settings import RuleSettings
    from scaffold.training.joint import AnyTask

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Guidance:
    """Rules about one head, measured on its texts (those of a head that tags words when it has been trained).

    :ivar task: what the head learns, with texts that rules have labelled where that helps.
    :ivar accuracies: learnt probability that a rule is right where it fires, (rules,); `counts` where each fired.
    :ivar held: which rules fire on which validation text, (texts, rules).
    :ivar proven: whether people have labelled the validation texts; rules cannot be judged by labels of their own.
    """

    task: AnyTask
    rules: tuple[Rule, ...]
    accuracies: Floats
    counts: npt.NDArray[np.int64]
    texts: int
    held: Flags
    notes: tuple[str, ...] = ()
    proven: bool = True

    @classmethod
    def unmeasured(cls, task: AnyTask, rules: Sequence[Rule]) -> Guidance:
        """Of rules of which nothing is known yet."""
        return cls(task, tuple(rules), np.zeros(0), np.zeros(0, dtype=np.int64), 0, np.zeros((0, 0), dtype=bool))

    @property
    def weights(self) -> Matrix:
        """What the firing of each rule adds to the log-odds of its labels."""
        return rule_weights(self.accuracies, self.counts, self.rules, self.task.labels)


@dataclass(frozen=True, eq=False)
class Guide:
    """Lets rules label texts, with a model of the labelled ones at their side.

    :ivar reader: fires the rules.
    :ivar vectors: the encoder that heads start from, behind its cache.
    """

    reader: RuleReader
    encoder: Encoder
    vectors: Embedder
    settings: RuleSettings
    seed: int

    def measure(self, task: Task, rules: Sequence[Rule], dataset: Dataset) -> Guidance:
        """Measure rules about a head of any number of labels, on labelled texts."""
        columns = [self.reader.rules.index(rule) for rule in rules]
        parts = [labelled_texts(dataset.splits[name], task.head) for name in ("train", "validation")]
        fired = [self.reader.fired(part)[:, columns] for part in parts]
        truth = np.concatenate([task.train.truth, task.validation.truth]) > 0
        both = np.concatenate(fired)
        right = both & labels_are_right(rules, task.labels, truth)
        accuracies = (TRUST * STRENGTH + right.sum(axis=0)) / (STRENGTH + both.sum(axis=0))
        return Guidance(task, tuple(rules), accuracies, both.sum(axis=0), len(both), fired[1])

    def lead(self, task: Task, rules: Sequence[Rule], dataset: Dataset) -> Guidance:
        """Measure `rules`, and add the texts to the task that they label.

        A rule's accuracy is learnt from labelled texts, from where rules agree, and from what a model of the labelled
        texts says about the others.
        """
        columns = [self.reader.rules.index(rule) for rule in rules]
        known, held = (labelled_texts(dataset.splits[name], task.head) for name in ("train", "validation"))
        unknown = unlabelled_texts(dataset, task.head, self.settings.most_texts, self.seed)
        parts = [self.reader.fired(part)[:, columns] for part in (known, held, unknown)]
        # What is not meant to label texts does not.
        parts[2] &= np.array([bool({"label", "train"} & set(rule.uses)) for rule in rules])
        truth = [task.train.truth, task.validation.truth, np.full(len(unknown), UNKNOWN)]
        teacher = self._fit(task) if len(known) and len(held) and len(unknown) else None
        votes = votes_of(rules, np.concatenate(parts), task.labels)
        likely = None if teacher is None else self._likely(teacher, task, unknown)
        fitted = DawidSkene.fit(votes, gold=np.concatenate(truth), likely=likely)
        counts = votes.fired.sum(axis=0)
        guidance = Guidance(task, tuple(rules), fitted.accuracies, counts, votes.n, parts[1])
        if not self.settings.train or not len(unknown):
            return guidance
        guidance = self._taught(guidance, teacher, unknown, parts[2], fitted.probabilities[-len(unknown) :])
        if self.settings.self_training and guidance.task is not task:
            assert isinstance(guidance.task, Task), "what rules have labelled is read as a whole"
            again = self._likely(self._fit(guidance.task), task, unknown)
            fitted = DawidSkene.fit(votes, gold=np.concatenate(truth), likely=again)
            return self._taught(
                replace(guidance, task=task, accuracies=fitted.accuracies),
                teacher,
                unknown,
                parts[2],
                fitted.probabilities[-len(unknown) :],
            )
        return guidance

    def _taught(
        self, guidance: Guidance, teacher: LinearClassifier | None, texts: KnownTexts, fired: Flags, believed: Floats
    ) -> Guidance:
        """With the texts that rules fire on, unless a model that learns from them is the worse for it."""
        task, weights = guidance.task, guidance.weights
        assert isinstance(task, Task), "heads of these kinds read a text as a whole"
        rows = np.flatnonzero((fired & (weights > 0)).any(axis=1))
        said = f"{task.head}: rules label {len(rows):,} of {len(texts):,} texts without a label"
        if not len(rows):
            return replace(guidance, notes=(said,))
        evidence = fired[rows].astype(np.float32) @ (weights[:, None] * direction_matrix(guidance.rules, task.labels))
        taught = with_soft_labels(task, [texts[row] for row in rows], believed[rows], evidence)
        if teacher is not None and not self._helps(task, teacher, taught):
            return replace(guidance, notes=(f"{said}; they are not learnt from, as a model is the worse for it",))
        return replace(guidance, task=taught, notes=(f"{said}, which are learnt from",))

    def _helps(self, task: Task, teacher: LinearClassifier, taught: Task) -> bool:
        score, held = Scorer.of(task), self.vectors.encode(task.validation.texts)
        before, after = (held @ each.weight.T + each.bias for each in (teacher, self._fit(taught)))
        return score.log_loss(after) <= score.log_loss(before)

    def _fit(self, task: Task) -> LinearClassifier:
        train, held = (self.vectors.encode(part.texts) for part in (task.train, task.validation))
        return fit_linear(self.encoder, train, held, task)

    def _likely(self, teacher: LinearClassifier, task: Task, unknown: KnownTexts) -> Floats:
        """Calibrated probabilities of all texts, (texts, labels)."""
        parts = (task.train.texts, task.validation.texts, list(unknown))
        logits = [self.vectors.encode(part) @ teacher.weight.T + teacher.bias for part in parts]
        return Temperature.fit(logits[1], task.validation.truth).probabilities(np.concatenate(logits))

    def without_labels(self, task: Task, rules: Sequence[Rule], dataset: Dataset) -> tuple[Guidance, Dataset]:
        """The same for a head that no text has a label for: rules label the texts to choose on as well.

        :returns: also the data with these labels.
        """
        columns = [self.reader.rules.index(rule) for rule in rules]
        fired = self.reader.fired(KnownTexts.of(dataset.splits["validation"]))[:, columns]
        votes = votes_of(rules, fired, task.labels)
        found = DawidSkene.fit(votes).probabilities
        validation = believed_labels(dataset.splits["validation"], task.head, task.labels, votes.covered, found)
        labelled = replace(dataset, splits={**dataset.splits, "validation": validation})
        texts = labelled_texts(validation, task.head)
        truth = np.array([task.labels.index(str(label)) for label in validation.labels(task.head)], dtype=np.int64)
        guidance = self.lead(replace(task, validation=Labelled(list(texts), truth)), rules, labelled)
        note = (
            f"{task.head}: no text has a label, so that rules label those to choose on, too: figures of validation "
            "data say how well the model repeats the rules"
        )
        return replace(guidance, notes=(*guidance.notes, note), proven=False), labelled
