"""Built wheels: the core makes a project, which is installed elsewhere, upgraded and removed, and nothing is left."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from tests.projects.conftest import new_environment, run_in

ROOT = Path(__file__).parents[2]
PIP = ("python", "-m", "pip")
BUILD = (*PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir")


def install(environment: Path, wheel: Path) -> None:
    done = run_in(environment, environment, *PIP, "install", "--quiet", "--no-deps", "--upgrade", str(wheel))
    assert done.returncode == 0, done.stderr


def built(environment: Path, project: Path, wheels: Path) -> Path:
    done = run_in(environment, environment, *BUILD, str(wheels), str(project))
    assert done.returncode == 0, done.stderr
    return max(wheels.glob("*.whl"), key=lambda path: path.stat().st_mtime_ns)


@pytest.mark.skipif(sys.platform == "win32", reason="paths of environments")
def test_from_wheel_to_wheel(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for environment in (one, other):
        new_environment(environment)
    core = built(one, ROOT, tmp_path / "wheels")
    shipped = {name for name in zipfile.ZipFile(core).namelist() if name.startswith("scaffold/templates/")}
    templates = (path for path in (ROOT / "templates").rglob("*") if path.is_file())
    assert shipped == {f"scaffold/templates/{path.relative_to(ROOT / 'templates').as_posix()}" for path in templates}
    for environment in (one, other):
        install(environment, core)

    where = run_in(one, tmp_path, "python", "-c", "import scaffold; print(scaffold.__file__)").stdout
    assert str(one) in where
    done = run_in(one, tmp_path, "scaffold", "new-vertical", "claims", "--no-input")
    assert done.returncode == 0, done.stderr
    first = built(one, tmp_path / "claims", tmp_path / "wheels-claims")
    (site,) = other.glob("lib/python*/site-packages")
    before = {path.name for path in site.iterdir()}
    install(other, first)
    listed = run_in(other, tmp_path, "scaffold", "verticals", "--check").stdout
    assert "claims" in listed
    assert "0.1.0" in listed
    demo = run_in(other, tmp_path, "scaffold", "demo", "claims", "--out", "run")
    assert demo.returncode == 0, demo.stdout + demo.stderr

    description = tmp_path / "claims" / "pyproject.toml"
    text = description.read_text(encoding="utf-8")
    description.write_text(text.replace('version = "0.1.0"', 'version = "0.2.0"'), encoding="utf-8")
    install(other, built(one, tmp_path / "claims", tmp_path / "wheels-claims"))
    assert "0.2.0" in run_in(other, tmp_path, "scaffold", "verticals").stdout
    gone = run_in(other, tmp_path, *PIP, "uninstall", "--quiet", "--yes", "scaffold-claims")
    assert gone.returncode == 0, gone.stderr
    assert {path.name for path in site.iterdir()} == before
    assert "claims" not in run_in(other, tmp_path, "scaffold", "verticals").stdout
