"""What the tutorial says to type works, in its order."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-vertical.md"


def test_commands_of_the_first_vertical_work(place, run):
    page = PAGE.read_text(encoding="utf-8")
    (table,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    (place / "claims.csv").write_text(table, encoding="utf-8")
    folder, typed = place, re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    commands = [line for block in typed for line in block.splitlines()]

    assert commands[0].startswith("scaffold new-vertical claims")
    assert len(commands) > 8
    for command in commands:
        if command.startswith("cd "):
            folder = folder / command[3:]
            continue
        done = run(folder, "sh", "-c", command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert "claims" in run(folder, "scaffold", "verticals").stdout
    assert [path.suffix for path in (folder / "dist").iterdir()] == [".whl"]
