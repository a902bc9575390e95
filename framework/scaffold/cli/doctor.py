"""`scaffold doctor`: is this machine ready, and if not, what to type."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from scaffold import __version__
from scaffold.cli.console import columns, current_progress, print_json
from scaffold.errors import EncoderError
from scaffold.extras import EXTRA_OF
from scaffold.models.weights import find_embedded, verify_embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

GIB = 1024**3
MEMORY_WANTED = 4 * GIB
DISK_WANTED = 2 * GIB


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    :ivar advice: what to do if the state is not `ok`.
    """

    name: str
    state: Literal["ok", "missing", "warning"]
    value: str
    advice: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(as_json: bool) -> None:
    """Check this machine: Python, extras, encoder weights, cores, memory, disk, accelerator, search."""
    with current_progress().stage("looking"):
        findings = list(examine())
    if as_json:
        print_json([asdict(finding) for finding in findings])
        return
    click.echo(columns(("WHAT", "STATE", "FOUND"), [(each.name, each.state, each.value) for each in findings]))
    for advice in dict.fromkeys(finding.advice for finding in findings if finding.advice):
        click.echo(f"- {advice}")


def examine() -> Iterator[Finding]:
    """Everything `scaffold doctor` looks at, in the order of the report."""
    yield Finding("scaffold", "ok", __version__)
    yield Finding("python", "ok", f"{sys.version.split()[0]} ({sys.executable})")
    yield from _extras()
    yield _encoder()
    yield Finding("cores", "ok", str(_cores()))
    yield _memory()
    yield _disk()
    yield _accelerator()
    yield _full_text_search()


def _extras() -> Iterator[Finding]:
    distributions = metadata.packages_distributions()
    for module, extra in EXTRA_OF.items():
        if importlib.util.find_spec(module) is None:
            advice = f'For {extra}: pip install "vertical-scaffold[{extra}]"'
            yield Finding(f"{extra}: {module}", "missing", "-", advice)
        else:
            packages = distributions.get(module, [])
            yield Finding(f"{extra}: {module}", "ok", metadata.version(packages[0]) if packages else "unknown version")


def _encoder() -> Finding:
    try:
        folder = find_embedded()
        verify_embedded(folder)
    except EncoderError as error:
        return Finding("encoder weights", "missing", error.message, str(error.hint))
    return Finding("encoder weights", "ok", f"embedded:minilm, SHA-256 verified ({folder})")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> Finding:
    total = memory_limit()
    if total is None:
        return Finding("memory", "ok", "unknown on this system")
    if total >= MEMORY_WANTED:
        return Finding("memory", "ok", f"{total / GIB:.1f} GiB")
    return Finding("memory", "warning", f"{total / GIB:.1f} GiB", "Training wants 4 GiB of memory or more.")


def memory_limit(group: Path = Path("/sys/fs/cgroup/memory.max")) -> int | None:
    """Bytes this process may use: the machine's memory, or less where a container sets a limit."""
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
    try:
        return min(total, int(group.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return total


def _disk() -> Finding:
    places = {"here": Path.cwd(), "for temporary files": Path(tempfile.gettempdir())}
    free = {name: shutil.disk_usage(place).free for name, place in places.items()}
    value = ", ".join(f"{size / GIB:.1f} GiB free {name}" for name, size in free.items())
    if min(free.values()) >= DISK_WANTED:
        return Finding("disk", "ok", value)
    return Finding("disk", "warning", value, "Training wants 2 GiB of free disk; set TMPDIR to a folder with more.")


def _accelerator() -> Finding:
    if importlib.util.find_spec("torch") is None:
        return Finding("accelerator", "ok", "not looked for, as torch is not installed")
    try:
        import torch
    except (ImportError, OSError) as error:
        return Finding("accelerator", "warning", f"torch cannot be imported: {error}", "Reinstall torch.")
    if torch.cuda.is_available():
        return Finding("accelerator", "ok", torch.cuda.get_device_name(0))
    if torch.backends.mps.is_available():
        return Finding("accelerator", "ok", "Apple GPU (mps)")
    return Finding("accelerator", "ok", "none; the CPU is enough")


def _full_text_search() -> Finding:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError as error:
        advice = "FAQ search needs SQLite with FTS5: use a Python build that has it."
        return Finding("sqlite", "missing", f"{sqlite3.sqlite_version} without FTS5 ({error})", advice)
    finally:
        connection.close()
    return Finding("sqlite", "ok", f"{sqlite3.sqlite_version} with FTS5")
