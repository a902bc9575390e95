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
from scaffold.cli.settings import read_bundle_settings, settings_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK = 2048
_BLANK = b" \t\r\n\xef\xbb\xbf"
_MARK = b"\xef\xbb\xbf"
# Half a surrogate pair has no UTF-8; written as a backslash escape it is what JSON wants.
_ESCAPED = "backslashreplace"
_FORM = 'Write lines like {"text": "..."}.'


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--input", "source", default="-", metavar="FILE", help="JSON lines with `text` (and `id`); - is standard input."
)
@click.option("--output", "target", default="-", metavar="FILE", help="Where decisions go; - is standard output.")
@settings_options
def command(bundle: Path, source: str, target: str, overrides: tuple[str, ...], settings_file: Path | None) -> None:
    """Decide the texts of FILE with BUNDLE, one JSON line a decision, in order."""
    from scaffold.bundle import Bundle
    from scaffold.editing import editor

    settings = read_bundle_settings(settings_file, overrides)
    with _reading(source) as lines:
        rows = _rows(lines, "standard input" if source == "-" else source)
        first = list(islice(rows, _BLOCK))
        loaded = Bundle.load(bundle)
        edit = editor(loaded, settings, current_progress())
        with _writing(target) as out, current_progress().stage("Deciding") as stage:
            block = first
            while block:
                ids, texts = [name for name, _ in block], [text for _, text in block]
                for decision in loaded.stream(texts, ids=ids):
                    out.write(json.dumps(edit(decision).as_dict(), ensure_ascii=False) + "\n")
                stage.advance(len(block))
                out.flush()
                block = list(islice(rows, _BLOCK))


def _rows(lines: Iterable[bytes], where: str) -> Iterator[tuple[str, str]]:
    """Id and text of each line; a line that is a JSON string is a text.

    :raises DataError: naming the line that is neither.
    """
    from scaffold.errors import DataError

    for number, line in enumerate(lines, 1):
        if not line.strip(_BLANK):
            continue
        place = f"{where}:{number}"
        try:
            row = json.loads(line.removeprefix(_MARK).decode("utf-8"))
        except UnicodeDecodeError as error:
            raise DataError("this line is not UTF-8", where=place, hint="Save the file as UTF-8.") from error
        except (ValueError, RecursionError) as error:
            raise DataError(f"this line is not JSON: {error}", where=place, hint=_FORM) from error
        text = row.get("text") if isinstance(row, dict) else row
        if not isinstance(text, str) or not text.strip():
            raise DataError("this line has no text", where=place, hint=_FORM)
        name = row.get("id") if isinstance(row, dict) else None
        yield str(number if name is None else name), text


@contextmanager
def _reading(source: str) -> Iterator[Iterable[bytes]]:
    from scaffold.errors import DataError

    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - closed below; only the opening is guarded
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else f"the file cannot be read: {error.strerror}"
        raise DataError(reason, where=source, hint="Give a file of JSON lines, or - for standard input.") from error
    with stream:
        yield stream


@contextmanager
def _writing(target: str) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when it is complete."""
    from scaffold.files import writing

    if target == "-":
        sys.stdout.reconfigure(encoding="utf-8", errors=_ESCAPED)  # type: ignore[union-attr]
        yield sys.stdout
        return
    path = Path(target)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors=_ESCAPED, newline="\n") as stream:
                yield stream
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
