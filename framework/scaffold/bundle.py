"""The bundle: one folder that is all a consumer needs to decide texts."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.data.images.case import can_read, has_text, image_of
from scaffold.data.inputs import FORMS, check_input
from scaffold.decision.decision import Decision
from scaffold.decision.head_model import HeadModel
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.private_texts import PrivateTexts
from scaffold.decision.reading import RULED, read_head
from scaffold.decision.rules.consistency import consistent
from scaffold.decision.rules.rule_book import RuleBook, with_findings
from scaffold.errors import BundleError, DataError, UserError
from scaffold.files import new_folder, write_text
from scaffold.models.store import EncoderStore
from scaffold.progress import SILENT, Progress
from scaffold.rules.firing.material import chosen
from scaffold.seal import check_seal, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scaffold.data.inputs import Inputs
    from scaffold.decision.decision import RuleEffect
    from scaffold.decision.head import Head
    from scaffold.decision.records import HeadDecision
    from scaffold.models.encoder import Encoder
    from scaffold.models.tokens import Text
    from scaffold.rules.in_force import RulesInForce

FORMAT = 1
_REQUIRED = ("heads", "decision")
_BLOCK = 1024


class Bundle:
    """Trained heads, loaded and ready.

    :ivar metadata: the content of `metadata.json`.
    :ivar heads: by name, in the order of the vertical; the first one decides the action.
    :ivar rules: knowledge rules that take part; None for a bundle without any.
    :ivar sha256: the hash over all its files when it was opened.
    """

    def __init__(
        self,
        path: Path,
        metadata: dict[str, Any],
        heads: dict[str, Head],
        encoders: EncoderStore,
        rules: RuleBook | None = None,
        sha256: str = "",
    ) -> None:
        self.path = path
        self.metadata = metadata
        self.heads = heads
        self.encoders = encoders
        self.rules = rules
        self.sha256 = sha256

    @classmethod
    def load(cls, path: Path, resident: dict[str, Encoder] | None = None) -> Bundle:
        """Check the seal of the bundle in `path`, then load it.

        :param resident: encoders in memory; bundles that are given the same share what they have in common.
        :raises BundleError: when it is missing, altered, holds a pickle, or is of a format this version does not read.
        """
        sha256 = check_seal(path)
        metadata = read_metadata(path)
        encoders = EncoderStore(path / "encoders", resident)
        # A bundle that names no kinds is of the time when there was one.
        kinds = metadata.get("kinds", {})
        heads = {
            name: read_head(kinds.get(name, "classification"), name, path / "heads" / name, encoders)
            for name in metadata["heads"]
        }
        rules = _read_rules(path / "rules", heads)
        return cls(path, metadata, heads, encoders, rules, sha256)

    @property
    def inputs(self) -> Inputs:
        """What its heads read."""
        return inputs_of(self.metadata)

    def labels(self, head: str) -> tuple[str, ...]:
        """Class names of a head.

        :raises UserError: when the bundle has no such head.
        """
        if head not in self.heads:
            raise UserError(f"the bundle has no head {head!r} (it has: {', '.join(self.heads)})", where=str(self.path))
        return self.heads[head].labels

    def part(self, name: str) -> Path:
        """The folder that a vertical attached under `name`.

        :raises BundleError: when there is none.
        """
        folder = self.path / "parts" / name
        if not folder.is_dir():
            raise BundleError(f"the bundle has no part {name!r}", where=str(self.path))
        return folder

    def decide(
        self, texts: Sequence[Text], *, ids: Sequence[str] | None = None, progress: Progress = SILENT
    ) -> list[Decision]:
        """One decision a text, in their order, with the nearest known cases as evidence.

        :raises DataError: for a text that is not what the heads read.
        """
        return list(self.stream(texts, ids=ids, progress=progress))

    def stream(
        self, texts: Sequence[Text], *, ids: Sequence[str] | None = None, progress: Progress = SILENT
    ) -> Iterator[Decision]:
        """The same, in blocks, so that memory stays bounded.

        A bundle that was trained on de-identified texts de-identifies these before anything else.
        """
        names = ids or [str(number) for number in range(1, len(texts) + 1)]
        private = self._private
        if private:
            names = [private.id(name) for name in names]
        for name, text in zip(names, texts, strict=True):
            if problem := check_input(text, self.inputs):
                raise DataError(problem, where=f"text {name}", hint=FORMS[self.inputs])
        for start in range(0, len(texts), _BLOCK):
            block, called = texts[start : start + _BLOCK], names[start : start + _BLOCK]
            yield from self._by_able(private.texts(block, called) if private else block, called, progress)

    def explain(self, text: Text) -> Decision:
        """The decision for one text with the weight of each word for what the first head decided.

        Of a case with an image also where in it the evidence lies, for the first head that looks at it.
        """
        if private := self._private:
            text = private.text(text, "1")
        decision = next(self._by_able([text], ["1"], SILENT))
        able = self.able(text)
        looking = [head for name in able if isinstance(head := self.heads[name], HeadModel)]
        heat = next((found for head in looking if (found := head.heat(text)) is not None), None)
        return replace(decision, spans=self.heads[able[0]].weights(text), heat=heat)

    def able(self, text: Text) -> tuple[str, ...]:
        """Names of the heads that can read a case: one of images needs an image, one of texts a text."""
        return tuple(name for name, head in self.heads.items() if can_read(head.kind, text))

    def _by_able(self, texts: Sequence[Text], ids: Sequence[str], progress: Progress) -> Iterator[Decision]:
        """Decisions of a block, each by the heads that can read it, in the order of the block."""
        # A rule reads texts: the name of an image is none.
        able = [(self.able(text), has_text(text)) for text in texts]
        if set(able) == {(tuple(self.heads), True)}:
            yield from self._decisions(texts, ids, progress)
            return
        made: dict[int, Decision] = {}
        for names, read in dict.fromkeys(able):
            if not names:
                row = able.index((names, read))
                raise DataError(
                    "no head of the bundle can read this", where=f"text {ids[row]}", hint=FORMS[self.inputs]
                )
            rows = [row for row, each in enumerate(able) if each == (names, read)]
            heads, rules = {name: self.heads[name] for name in names}, self.rules if read else None
            part = Bundle(self.path, self.metadata, heads, self.encoders, rules)
            made |= zip(rows, part._decisions(chosen(texts, rows), [ids[row] for row in rows], progress), strict=True)
        yield from (made[row] for row in range(len(texts)))

    @cached_property
    def _private(self) -> PrivateTexts | None:
        """What takes identifiers out of texts, if they are to be taken out."""
        return PrivateTexts.of(self.metadata) if self.metadata.get("privacy") else None

    @property
    def _first(self) -> Head:
        return next(iter(self.heads.values()))

    def _predictions(
        self, texts: Sequence[Text], progress: Progress
    ) -> tuple[Sequence[Text], dict[str, Any], dict[str, Sequence[HeadDecision]]]:
        """What each head says and decides, those first that no rule lets look at the others."""
        waiting = [name for name in self.heads if self.rules and self.rules.waits(name)]
        predictions: dict[str, Any] = {}
        decided: dict[str, Sequence[HeadDecision]] = {}
        # What a text's tokens say is kept for the other heads only: it takes much room.
        with self.encoders.remembering() if len(self.heads) > 1 else nullcontext():
            for names in ([name for name in self.heads if name not in waiting], waiting):
                for name in names:
                    predictions[name] = self.heads[name].predict(texts, progress=progress)
                    decided[name] = self.heads[name].decisions(predictions[name])
                if self.rules and self.rules.looks_at_heads:
                    texts = with_findings(texts, decided)
        return texts, predictions, {name: decided[name] for name in self.heads}

    def _decisions(self, texts: Sequence[Text], ids: Sequence[str], progress: Progress) -> Iterator[Decision]:
        texts, predictions, by_head = self._predictions(texts, progress)
        fired = self.rules.fired(texts) if self.rules else []
        first = self._first
        heads, effects = self._consistent(by_head, predictions, len(texts))
        judged = first.judgements(
            predictions[first.name], [each[first.name] for each in heads], self.metadata["decision"]
        )
        for row, (text, name, judgement) in enumerate(zip(texts, ids, judged, strict=True)):
            one, pair = (str(text), None) if isinstance(text, str) else text
            decision = Decision(
                name,
                one,
                heads[row],
                judgement.strangeness,
                judgement.rejected,
                judgement.action,
                judgement.reason,
                judgement.cases,
                text_pair=pair,
                image=image_of(text),
            )
            if self.rules:
                decision = replace(decision, rules=tuple(effects[row]))
                traces = {
                    name: head.effects(predictions[name], row)
                    for name, head in self.heads.items()
                    if isinstance(head, RULED) and head.rules
                }
                decision = self.rules.finish(decision, fired[row], traces)
            yield decision

    def _consistent(
        self, by_head: Mapping[str, Sequence[HeadDecision]], predictions: Mapping[str, Any], rows: int
    ) -> tuple[list[dict[str, HeadDecision]], list[list[RuleEffect]]]:
        """What the heads decide about each text, in line with what the rules know of labels; and what was changed."""
        heads = [{name: decided[row] for name, decided in by_head.items()} for row in range(rows)]
        bonds = self.rules.in_force.bonds if self.rules else ()
        if not bonds:
            return heads, [[] for _ in heads]
        labels = {name: head.labels for name, head in self.heads.items() if isinstance(head, HeadModel | LabelsModel)}
        mended = [
            consistent(each, {name: predictions[name].probabilities[row] for name in labels}, labels, bonds)
            for row, each in enumerate(heads)
        ]
        return [each for each, _ in mended], [effects for _, effects in mended]


def read_metadata(path: Path) -> dict[str, Any]:
    """The content of `metadata.json`.

    :raises BundleError: when it is missing, damaged or of a format this version does not read.
    """
    try:
        metadata = dict(json.loads((path / "metadata.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BundleError(f"its metadata.json cannot be read: {error}", where=str(path)) from error
    if metadata.get("format") != FORMAT:
        raise BundleError(
            f"the bundle is of format {metadata.get('format')}, this version reads {FORMAT}",
            where=str(path),
            hint=f"Open it with vertical-scaffold {metadata.get('scaffold', 'of its time')}, or train it again.",
        )
    missing = [key for key in _REQUIRED if not metadata.get(key)]
    if missing:
        raise BundleError(f"its metadata.json has no {', '.join(missing)}", where=str(path))
    return metadata


def inputs_of(metadata: Mapping[str, Any]) -> Inputs:
    """What the heads of a bundle read; a bundle of the time before that was written down reads anything."""
    inputs: Inputs = metadata.get("inputs", "any")
    return inputs if inputs in FORMS else "any"


def _read_rules(folder: Path, heads: dict[str, Head]) -> RuleBook | None:
    """The rules of a bundle; `heads` are given theirs."""
    if not folder.is_dir():
        return None
    book = RuleBook.read(folder, {name: head.labels for name, head in heads.items()}, date.today())
    for name, rules in book.heads.items():
        head = heads[name]
        assert isinstance(head, RULED), "no other head takes rules"
        heads[name] = replace(head, rules=rules)
    return book


def write_bundle(
    path: Path,
    heads: Mapping[str, Head],
    base: Encoder | None,
    metadata: dict[str, Any],
    documents: dict[str, str],
    rules: RulesInForce | None = None,
) -> None:
    """Write and seal a bundle; an existing one at `path` is replaced as a whole.

    :param base: the encoder training started from, stored for indexes and for comparison; None where no head reads
        texts.
    :param metadata: written with the format's number and the fingerprint of `base`.
    :param documents: further text files by name, such as `MODEL_CARD.md`.
    :param rules: knowledge rules of the run.
    """
    with new_folder(path) as draft:
        encoders = EncoderStore(draft / "encoders")
        fingerprint = None if base is None else encoders.put(base)
        for name, head in heads.items():
            head.save(draft / "heads" / name, encoders)
        kinds = {name: head.kind for name, head in heads.items()}
        complete = {"format": FORMAT, **metadata, "heads": list(heads), "kinds": kinds, "base_encoder": fingerprint}
        if rules is not None and len(rules.rules):
            known = {name: head.rules for name, head in heads.items() if isinstance(head, RULED) and head.rules}
            RuleBook(rules, known).write(draft / "rules")
        write_text(draft / "metadata.json", json.dumps(complete, ensure_ascii=False, indent=2) + "\n")
        for name, text in documents.items():
            write_text(draft / name, text)
        seal(draft)


def attach(path: Path, name: str, write: Callable[[Path], None]) -> None:
    """Add a part to a sealed bundle, or replace it, and seal it anew.

    :param write: fills the part's folder; if it fails, the bundle stays as it was.
    :raises BundleError: when the bundle is not whole before.
    """
    # A link would be replaced by a folder, and the folder one stands in cannot be named `.` to be replaced.
    path = path.resolve()
    check_seal(path)
    with new_folder(path) as draft:
        shutil.copytree(path, draft, copy_function=_link, dirs_exist_ok=True)
        part = draft / "parts" / name
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        write(part)
        seal(draft)


def _link(source: str, target: str) -> None:
    """The same file in a second folder, copied only where the disk knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
