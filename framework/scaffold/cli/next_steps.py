"""What to type next, spelt so that it works from where the user stands."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import click


def print_next(commands: dict[str, str]) -> None:
    """Commands, each with what it shows."""
    click.echo("\nTry next:")
    for line, shows in commands.items():
        click.echo(f"  {spelt(line)}\n      {shows}")


def spelt(line: str) -> str:
    """`scaffold ...` as it has to be typed here: by its path, where the shell would not find this installation."""
    program = Path(sys.argv[0])
    if not line.startswith("scaffold "):
        return line
    rest = line.removeprefix("scaffold")
    if program.name == "__main__.py":
        return f"{Path(sys.executable).name} -m scaffold{rest}"
    found = shutil.which("scaffold")
    here = program.is_file() and found is not None and Path(found).resolve() == program.resolve()
    return line if here or program.name != "scaffold" else shlex.quote(sys.argv[0]) + rest
