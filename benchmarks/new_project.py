"""How long making a project takes: `scaffold new-vertical` against `copier copy` and `cookiecutter`."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sysconfig
import tempfile
import time
import venv
from pathlib import Path

from benchmarks.machine import heading, table

ROUNDS = 15
COMMAND = "python -m benchmarks.new_project"
NAME = "claims"
TOOLS = ("copier", "cookiecutter")


def run(rounds: int = ROUNDS, tools: Path | None = None) -> str:
    """Whole processes in turn; each writes the same files with the same words filled in."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        scripts = tools or _install(folder / "tools")
        scaffold = str(Path(sysconfig.get_path("scripts")) / "scaffold")
        made = _call([scaffold, "new-vertical", NAME, "--no-input"], folder / "model")
        _as_templates(made / NAME, folder)
        commands = {
            "scaffold new-vertical": [scaffold, "new-vertical", NAME, "--no-input"],
            "copier copy": [str(scripts / "copier"), "copy", "--quiet", "--defaults", str(folder / "copier"), NAME],
            "cookiecutter": [str(scripts / "cookiecutter"), "--no-input", str(folder / "cookiecutter")],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in commands.items():
                start = time.perf_counter()
                out = _call(command, folder / "out")
                if number:
                    seconds[name].append(time.perf_counter() - start)
                found = _files(out)
                assert len(found) == len(_files(made / NAME)), f"{name} wrote {len(found)} files"
                shutil.rmtree(out)
    base = seconds["scaffold new-vertical"]
    rows = [
        [
            name,
            f"{1000 * statistics.median(own):.0f}",
            f"{statistics.median(a / b for a, b in zip(base, own, strict=True)):.2f}",
        ]
        for name, own in seconds.items()
    ]
    versions = ", ".join(f"{tool} {_version(scripts, tool)}" for tool in TOOLS)
    note = (
        f"{versions}. Templates with the same files, the name filled in wherever it stands; median of {rounds} "
        "interleaved runs of the whole process after one that is not counted. Ours packs what it wrote, too."
    )
    return heading("A new project", COMMAND, note) + table(["command", "ms", "scaffold takes"], rows)


def _install(folder: Path) -> Path:
    """The other tools, in an environment of their own."""
    venv.create(folder, with_pip=True)
    subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *TOOLS], check=True)
    return folder / "bin"


def _call(command: list[str], folder: Path) -> Path:
    folder.mkdir()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


def _files(project: Path) -> list[Path]:
    return [path for path in project.rglob("*") if path.is_file() and path.name != ".scaffold.toml"]


def _as_templates(project: Path, folder: Path) -> None:
    """The project as a template of each of the others: its name is a variable, in paths and in texts."""
    for tool, variable in (("copier", "{{ name }}"), ("cookiecutter", "{{ cookiecutter.name }}")):
        root = folder / tool / ("{{ cookiecutter.name }}" if tool == "cookiecutter" else "")
        for path in _files(project):
            goal = root / str(path.relative_to(project)).replace(NAME, variable)
            goal = goal.with_name(goal.name + (".jinja" if tool == "copier" else ""))
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_text(path.read_text(encoding="utf-8").replace(NAME, variable), encoding="utf-8")
    (folder / "copier" / "copier.yml").write_text(f"name:\n  type: str\n  default: {NAME}\n", encoding="utf-8")
    (folder / "cookiecutter" / "cookiecutter.json").write_text(json.dumps({"name": NAME}), encoding="utf-8")


def _version(scripts: Path, tool: str) -> str:
    code = f"from importlib.metadata import version; print(version({tool!r}))"
    return subprocess.run(
        [str(scripts / "python"), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--tools", type=Path, help="folder of the other commands, instead of installing them")
    given = parser.parse_args()
    print(run(given.rounds, given.tools))
