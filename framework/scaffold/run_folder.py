"""The folder of a run: its working files while it runs, its results when it is done."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from scaffold.errors import UserError
from scaffold.files import write_text, writing

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_WORK = ".work"
_RESULTS = ("metrics.json", "report.html", "bundle")


class RunFolder:
    """Opens `path` for a run, and leaves either whole results or nothing of this run.

    Working files stay only when the process is killed or interrupted, so that `resume` can go on with them.

    :param identity: what must be equal for a run to be resumed, as plain values.
    :raises UserError: when the folder holds other things, cannot be written, or what is there cannot be resumed.
    """

    def __init__(self, path: Path, identity: dict[str, Any], *, resume: bool) -> None:
        self.path = path
        self.work = path / _WORK
        self._identity = json.loads(json.dumps(identity))
        self._resume = resume
        self._made_it = False

    def __enter__(self) -> RunFolder:
        self._refuse_foreign()
        self._made_it = not self.path.exists()
        with writing(self.path):
            known = self.work / "run.json"
            if not (self._resume and known.is_file()):
                shutil.rmtree(self.work, ignore_errors=True)
            elif json.loads(known.read_text(encoding="utf-8")) != self._identity:
                raise UserError(
                    "the interrupted run here had other data or settings",
                    where=str(self.path),
                    hint="Give the same --data and settings, or run without --resume to start anew.",
                )
            self.work.mkdir(parents=True, exist_ok=True)
            write_text(known, json.dumps(self._identity))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        shutil.rmtree(self.work, ignore_errors=True)
        if error is not None and self._made_it:
            shutil.rmtree(self.path, ignore_errors=True)
        if isinstance(error, Exception) and not isinstance(error, UserError):
            with writing(self.path):
                raise error

    def _refuse_foreign(self) -> None:
        if self.path.is_file():
            raise UserError(
                "this is a file, and a run needs a folder", where=str(self.path), hint="Choose another --out."
            )
        if not self.path.is_dir():
            return
        names = {entry.name for entry in self.path.iterdir()}
        if names and not names & {_WORK, "metrics.json"}:
            raise UserError(
                "this folder holds files that are not of a run",
                where=str(self.path),
                hint="Choose an --out that does not exist yet, or the folder of an earlier run.",
            )
