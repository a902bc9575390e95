"""The data loaders: intents, FAQ entries and dialogue logs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.columns import ColumnMap
from scaffold.data.dataset import Dataset, FileInfo
from scaffold.data.example import Example, Origin
from scaffold.data.examples import Examples
from scaffold.data.load import load_dataset
from scaffold.data.splits import by_group
from scaffold.errors import DataError
from scaffold.files import sha256
from scaffold_customer_service.dialogue.transcripts import is_transcript, read_transcripts
from scaffold_customer_service.faq.file import read_faq
from scaffold_customer_service.heads import HEAD

if TYPE_CHECKING:
    from scaffold.settings import DataSettings

SAMPLE = Path(__file__).with_name("sample")
RULES = Path(__file__).with_name("rules.yaml")
WORDING = Path(__file__).with_name("wording.yaml")


def load_intents(path: Path | None, settings: DataSettings) -> Dataset:
    """Questions with their intent; None for the sample.

    :raises DataError: naming file and line.
    """
    return load_dataset(path or SAMPLE / "intents.csv", settings, (HEAD,))


def load_faq(path: Path | None, settings: DataSettings) -> Dataset:
    """FAQ entries as examples of one split: the question as text, the answer and its source as metadata.

    :raises DataError: naming file and line.
    """
    path = path or SAMPLE / "faq.jsonl"
    file = read_faq(path)
    examples = [
        Example(
            entry.question,
            labels={HEAD: entry.intent} if entry.intent else {},
            id=entry.id,
            metadata={"answer": entry.answer, "source": entry.source, "updated": entry.updated},
            origin=Origin(str(path), number),
        )
        for number, entry in enumerate(file.entries, 1)
    ]
    notes = (f"{file.repeated} repeated entries were left out",) if file.repeated else ()
    columns = ColumnMap("question", labels={HEAD: "intent"}, id="id")
    return Dataset({"train": Examples.from_iter(examples)}, columns, (_info(path, len(examples)),), notes)


def load_dialogues(path: Path | None, settings: DataSettings) -> Dataset:
    """The customers' turns of transcripts, split so that no conversation is in two splits.

    :param path: JSON Lines with a conversation a line, or tables with a turn a row; None for the sample.
    :raises DataError: naming file and line.
    """
    path = path or SAMPLE / "dialogues.jsonl"
    if not (path.is_file() and is_transcript(path)):
        return load_dataset(path, settings, (HEAD,), need_labels=False)
    examples = list(read_transcripts(path, settings))
    if not examples:
        raise DataError("no turn of a customer is in these transcripts", where=str(path), hint="Check the speakers.")
    columns = ColumnMap("text", labels={HEAD: "intent"}, group="conversation", time="time")
    splits = _by_conversation(Examples.from_iter(examples), settings)
    return Dataset(splits, columns, (_info(path, len(examples)),), ("split by conversation",))


def _by_conversation(examples: Examples, settings: DataSettings) -> dict[str, Examples]:
    """Whole conversations go aside, whatever their labels: with few conversations most intents are there once."""
    left = list(range(len(examples)))
    groups = [example.group for example in examples]
    splits: dict[str, Examples] = {}
    for name, share in (("test", settings.test_share), ("validation", settings.validation_share)):
        taken = {left[i] for i in by_group([groups[row] for row in left], [None] * len(left), share, 0)}
        splits[name] = examples.select(sorted(taken))
        left = [row for row in left if row not in taken]
    return {"train": examples.select(left), "validation": splits["validation"], "test": splits["test"]}


def _info(path: Path, rows: int) -> FileInfo:
    return FileInfo(str(path), sha256(path), rows, "utf-8", None)
