"""Verticals of ours have the shape of those that the template makes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

VERTICALS = sorted(path.parent for path in (Path(__file__).parents[2] / "verticals").glob("*/pyproject.toml"))
# What belongs to the place a project stands in.
ELSEWHERE = {".gitignore", ".scaffold.toml", "Makefile", ".github/workflows/check.yml"}


def shape(project: Path, package: str) -> set[str]:
    paths = (path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file())
    return {path.replace(package, "PACKAGE", 1) for path in paths}


def hooks(plugin: Path) -> set[str]:
    """Names of the functions that are marked as hooks."""
    tree = ast.parse(plugin.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {each.name for each in functions if any(ast.unparse(mark) == "hookimpl" for mark in each.decorator_list)}


@pytest.mark.parametrize("vertical", VERTICALS, ids=[path.name for path in VERTICALS])
def test_vertical_of_ours_has_the_files_and_hooks_of_the_template(new_project, vertical):
    project = new_project("claims")
    package = f"scaffold_{vertical.name}"
    wanted = shape(project, "scaffold_claims") - ELSEWHERE
    # The sample and the tests are of the domain.
    wanted = {path for path in wanted if "/sample/examples" not in path and not path.startswith("tests/")}

    found = shape(vertical, package)
    # A module that has grown is a room of the same name.
    found |= {path.replace("/__init__.py", ".py") for path in found}
    assert wanted - found == set()
    assert any(path.startswith("tests/test_") for path in found)
    made, own = (folder / name / "plugin.py" for folder, name in ((project, "scaffold_claims"), (vertical, package)))
    assert hooks(made) - hooks(own) == set()


@pytest.mark.parametrize("vertical", VERTICALS, ids=[path.name for path in VERTICALS])
def test_plugin_holds_hooks_and_lazy_factories_alone(vertical):
    tree = ast.parse((vertical / f"scaffold_{vertical.name}" / "plugin.py").read_text(encoding="utf-8"))
    kinds = {type(node).__name__ for node in tree.body}
    private = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("_")]

    assert kinds <= {"Expr", "Import", "ImportFrom", "If", "FunctionDef"}
    assert all(isinstance(each.body[0], ast.ImportFrom) for each in private)
