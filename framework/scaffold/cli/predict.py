"""`scaffold predict`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from scaffold.cli.console import current_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK = 2048


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--input", "source", default="-", metavar="FILE", help="JSON lines with `text` (and `id`); - is standard input."
)
@click.option("--output", "target", default="-", metavar="FILE", help="Where decisions go; - is standard output.")
def command(bundle: Path, source: str, target: str) -> None:
    """Decide the texts of FILE with BUNDLE, one JSON line a decision, in order."""
    from scaffold.bundle import Bundle

    with _reading(source) as lines:
        rows = _rows(lines, "standard input" if source == "-" else source)
        first = list(islice(rows, _BLOCK))
        loaded = Bundle.load(bundle)
        with _writing(target) as out, current_progress().stage("Deciding") as stage:
            block = first
            while block:
                ids, texts = [name for name, _ in block], [text for _, text in block]
                for decision in loaded.stream(texts, ids=ids):
                    out.write(json.dumps(decision.as_dict(), ensure_ascii=False) + "\n")
                stage.advance(len(block))
                out.flush()
                block = list(islice(rows, _BLOCK))


def _rows(lines: Iterable[str], where: str) -> Iterator[tuple[str, str]]:
    """Id and text of each line; a line that is a JSON string is a text.

    :raises DataError: naming the line that is neither.
    """
    from scaffold.errors import DataError

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(
                f"this line is not JSON: {error}", where=f"{where}:{number}", hint='Write lines like {"text": "..."}.'
            ) from error
        text = row.get("text") if isinstance(row, dict) else row
        if not isinstance(text, str) or not text.strip():
            raise DataError(
                "this line has no text", where=f"{where}:{number}", hint='Write lines like {"text": "..."}.'
            )
        yield str(row.get("id", number)) if isinstance(row, dict) else str(number), text


@contextmanager
def _reading(source: str) -> Iterator[Iterable[str]]:
    from scaffold.errors import DataError

    if source == "-":
        sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        with Path(source).open(encoding="utf-8-sig") as stream:
            yield stream
    except (FileNotFoundError, IsADirectoryError) as error:
        raise DataError("there is no such file", where=source) from error
    except UnicodeDecodeError as error:
        raise DataError("the file is not UTF-8", where=source, hint="Save it as UTF-8 and run it again.") from error


@contextmanager
def _writing(target: str) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when it is complete."""
    from scaffold.files import writing

    if target == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    path = Path(target)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                yield stream
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
