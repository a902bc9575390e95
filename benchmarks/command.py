"""The command `scaffold`, as a user runs it."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path


def scaffold(*words: object) -> None:
    """Run it; what it prints goes to standard error.

    :raises CalledProcessError: when it fails.
    """
    program = str(Path(sysconfig.get_path("scripts")) / "scaffold")
    subprocess.run([program, *map(str, words)], check=True, stdout=sys.stderr)
