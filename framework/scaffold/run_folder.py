"""The folder of a run: its working files while it runs, its results when it is done."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.errors import UserError
from scaffold.files import swap, write_text, writing
from scaffold.lock import only_one

if TYPE_CHECKING:
    from types import TracebackType

_WORK = ".work"
# What only a run writes: figures of a training, or of a pretraining.
_MARKS = {_WORK, "metrics.json", "pretraining.json"}


class RunFolder:
    """Opens `path` for a run, and leaves either all of its results or nothing of this run.

    Results are written to `results` and moved into `path` together when the block ends well. Working files stay
    only when the process is killed or interrupted, so that `resume` can go on with them.

    :param identity: what must be equal for a run to be resumed, as plain values.
    :raises UserError: when the folder holds other things, cannot be written, or is another run's at this moment, or
        what is there cannot be resumed.
    """

    def __init__(self, path: Path, identity: dict[str, Any], *, resume: bool) -> None:
        self.path = path
        self.work = path / _WORK
        self.results = self.work / "results"
        self.resumed = False
        self._identity = json.loads(json.dumps(identity))
        self._resume = resume
        self._made: list[Path] = []
        self._held = ExitStack()

    def __enter__(self) -> RunFolder:
        with writing(self.path), ExitStack() as held:
            self._refuse_foreign()
            self._made = [folder for folder in (self.path, *self.path.parents) if not folder.exists()]
            self.path.mkdir(parents=True, exist_ok=True)
            held.enter_context(only_one(self.path))
            self.resumed = self._resume and self._continues()
            try:
                self._prepare()
            except BaseException:
                self._clean()
                raise
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._held:
            self._leave(error)

    def _leave(self, error: BaseException | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        if error is None:
            try:
                with writing(self.path):
                    self._publish()
            except BaseException:
                self._clean()
                raise
            shutil.rmtree(self.work, ignore_errors=True)
            return
        self._clean()
        if isinstance(error, UserError) and error.where and error.where.startswith(str(self.work)):
            # The path below the working folder is gone by now, and says nothing to a user.
            raise UserError(error.message, where=str(self.path), hint=error.hint) from error
        if isinstance(error, Exception):
            with writing(self.path):
                raise error

    def _prepare(self) -> None:
        if not self.resumed:
            shutil.rmtree(self.work, ignore_errors=True)
        shutil.rmtree(self.results, ignore_errors=True)
        self.results.mkdir(parents=True)
        write_text(self.work / "run.json", json.dumps(self._identity))

    def _publish(self) -> None:
        for entry in sorted(self.results.iterdir()):
            swap(entry, self.path / entry.name)

    def _clean(self) -> None:
        shutil.rmtree(self.path if self._made else self.work, ignore_errors=True)
        with suppress(OSError):
            for folder in self._made[1:]:
                # Fails where another run has its folder in there by now.
                folder.rmdir()

    def _continues(self) -> bool:
        """Whether an interrupted run is here.

        :raises UserError: when it is another one.
        """
        try:
            known = json.loads((self.work / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        if known != self._identity:
            raise UserError(
                "the interrupted run here had other data or settings",
                where=str(self.path),
                hint="Give the same --data and settings, or run without --resume to start anew.",
            )
        return True

    def _refuse_foreign(self) -> None:
        if self.path.is_file():
            raise UserError(
                "this is a file, and a run needs a folder", where=str(self.path), hint="Choose another --out."
            )
        if not self.path.is_dir():
            return
        names = {entry.name for entry in self.path.iterdir()}
        if names and not names & _MARKS:
            raise UserError(
                "this folder holds files that are not of a run",
                where=str(self.path),
                hint="Choose an --out that does not exist yet, or the folder of an earlier run.",
            )
