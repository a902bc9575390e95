"""The folder of shards beside the output: what an interrupted run left, and what it goes on with."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, BinaryIO, Generic

from scaffold.errors import UserError
from scaffold.files import write_text, writing
from scaffold.lock import only_one
from scaffold.sharding.worker import AnyShard, shard_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scaffold.progress import Progress
    from scaffold.sharding.shard import Shard

_MANIFEST = "manifest.json"
_OURS = re.compile(r"\.?(manifest\.json|\d+\.jsonl)(-\w+)?")


class ShardFolder(Generic[AnyShard]):
    """Shards that are done, one file each, and a manifest of what they were made from.

    :param path: the folder.
    :param shards: all of them, in order.
    """

    def __init__(self, path: Path, shards: Sequence[AnyShard]) -> None:
        self.path = path
        self.shards = shards

    def missing(self) -> list[AnyShard]:
        """The shards that are not done."""
        return [shard for shard in self.shards if not self._is_done(shard)]

    def join(self, target: BinaryIO) -> None:
        """Write the lines of all shards to `target`, in their order."""
        for shard in self.shards:
            with shard_file(self.path, shard).open("rb") as stream:
                shutil.copyfileobj(stream, target)

    def _is_done(self, shard: Shard) -> bool:
        """Whether its file is there with a line for each row: after a power cut a file may be there and empty."""
        try:
            with shard_file(self.path, shard).open("rb") as stream:
                return sum(1 for _ in stream) == shard.rows
        except FileNotFoundError:
            return False


@contextmanager
def shard_folder(
    output: Path,
    identity: dict[str, Any],
    shards: Sequence[AnyShard],
    progress: Progress,
    *,
    resume: bool,
    made_from: str = "input, bundle or settings",
) -> Iterator[ShardFolder[AnyShard]]:
    """Hold the folder of shards of `output` for this process; it disappears when the block ends well.

    After an error it stays if there is anything to go on with.

    :param identity: what must be equal for a run to be resumed, as plain values.
    :param made_from: the same in words.
    :raises UserError: when another process holds it, it cannot be written, or what is there cannot be resumed.
    """
    path = _beside(output)
    manifest = json.dumps({**identity, "shards": [asdict(shard) for shard in shards]})
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)
    with only_one(path):
        _prepare(path, manifest, made_from, resume=resume)
        folder = ShardFolder(path, shards)
        try:
            yield folder
        except BaseException:
            done = len(shards) - len(folder.missing())
            if done:
                progress.say(f"{done} of {len(shards)} shards are done: run it again with --resume to go on")
            else:
                shutil.rmtree(path, ignore_errors=True)
            raise
        shutil.rmtree(path, ignore_errors=True)


def interrupted(output: Path) -> dict[str, Any]:
    """What an interrupted run of `output` was made from, as it was given; nothing if there is none to go on with."""
    try:
        manifest = json.loads((_beside(output) / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _beside(output: Path) -> Path:
    return output.with_name(f"{output.name}.shards")


def _prepare(path: Path, manifest: str, made_from: str, *, resume: bool) -> None:
    known = path / _MANIFEST
    if any(_OURS.fullmatch(entry.name) is None for entry in path.iterdir()):
        raise UserError(
            "this folder is in the way: it holds other files", where=str(path), hint="Choose another output."
        )
    if resume and known.exists():
        if known.read_text(encoding="utf-8") != manifest:
            raise UserError(
                f"the interrupted run here had another {made_from}",
                where=str(path),
                hint="Give the same ones, or run without --resume to start anew.",
            )
        return
    for entry in path.iterdir():
        entry.unlink()
    write_text(known, manifest)
