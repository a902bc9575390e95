"""`scaffold new-vertical`: a project of a new domain, which runs at once."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scaffold.cli.console import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scaffold.projects.looking import Look
    from scaffold.projects.naming import ProjectName
    from scaffold.projects.questions import Answer, Question
    from scaffold.projects.rendering import ProjectFile
    from scaffold.projects.template import Template


@click.command()
@click.argument("name")
@click.option("--title", help="Title, for people.")
@click.option("--task", help="classification, multilabel, tagging, pair, retrieval or recommendation.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Such as en or zh; may be repeated.")
@click.option("--author", help="A person or a team.")
@click.option("--licence", help="An SPDX name, such as Apache-2.0.")
@click.option("--data", metavar="FILE", help="Your rows: task, columns, labels and language are found in them.")
@click.option("--template", metavar="DIR", help="Another template: a folder, or the name of an installed one.")
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Answer a question of the template, or name a column: --set data.text=COLUMN; may be repeated.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing: what is not said is answered by defaults.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder to put it in.")
def command(
    name: str,
    languages: tuple[str, ...],
    data: str | None,
    template: str | None,
    overrides: tuple[str, ...],
    no_input: bool,
    into: Path,
    **flags: str | None,
) -> None:
    """Make a project NAME: a package with data, heads, rules, a demo and tests, which runs as it is."""
    from scaffold.projects.create import check_target, create
    from scaffold.projects.interview import answered
    from scaffold.projects.locate import find_template
    from scaffold.projects.naming import ProjectName
    from scaffold.projects.rendering import Filling
    from scaffold.projects.template import read_template

    project = ProjectName.of(name)
    project.check_free()
    target = into / project.slug
    check_target(target)
    read = read_template(find_template(template))
    given: dict[str, Any] = {flag: value for flag, value in flags.items() if value is not None}
    given |= {"languages": list(languages)} if languages else {}
    own, of_data = _overrides(overrides, data)
    given |= own
    found = _look(data, of_data, given, read) if data else None
    suggested: dict[str, Answer] = {}
    if found:
        _tell_found(found)
        suggested = {"task": found.task, "languages": [found.language]}
    answers = answered(read, project, given, _ask if _is_asked(no_input) else None, suggested)
    if data and found and answers.get("task", found.task) != found.task:
        found = _look(data, of_data, answers, read)
    sample, masked = _sample(found) if found else (None, 0)
    filling = Filling(project, answers, found.as_dict() if found else {})
    source = None if template is None else _source(template)
    files = create(target, read, filling, source=source, sample=sample)
    if masked:
        click.echo(f"Personal data masked in the sample: {masked:,} times (by form only: read it before you share it)")
    _tell_made(target, project, files, answers)


def _overrides(given: Iterable[str], data: str | None) -> tuple[dict[str, str], list[str]]:
    """Answers by question, and what is said of the columns.

    :raises SettingsError: for what is not of the form `key=value`.
    """
    from scaffold.errors import SettingsError

    answers: dict[str, str] = {}
    of_data: list[str] = []
    for override in given:
        key, equals, value = override.partition("=")
        if not equals or not key.strip():
            raise SettingsError(f"{override!r} is not of the form key=value", where="--set", hint="--set licence=MIT")
        if key.startswith("data."):
            of_data.append(override)
        else:
            answers[key.strip()] = value
    if of_data and not data:
        raise SettingsError("it names a column of --data FILE, and there is none", where=f"--set {of_data[0]}")
    return answers, of_data


def _look(data: str, of_data: list[str], given: Mapping[str, Any], template: Template) -> Look:
    from scaffold.cli.console import current_progress
    from scaffold.projects.looking import look
    from scaffold.settings import load_settings

    task = given.get("task")
    if task is not None:
        task = str(template.question("task").answer(task))
    with current_progress().stage(f"Looking at {data}"):
        return look(data, load_settings(None, of_data).data, task)


def _sample(found: Look) -> tuple[str, int]:
    from scaffold.projects.sample import sample_text

    return sample_text(found)


def _is_asked(no_input: bool) -> bool:
    return not no_input and sys.stdin.isatty()


def _source(template: str) -> str:
    """A folder by its whole path, so that `scaffold update` finds it from anywhere."""
    return str(Path(template).resolve()) if Path(template).is_dir() else template


def _ask(question: Question, default: str) -> Answer:
    """Ask until the answer is allowed."""
    from scaffold.errors import UserError

    def checked(typed: str) -> Answer:
        try:
            return question.answer(typed)
        except UserError as error:
            raise click.BadParameter(f"{error.message}. {error.hint}") from error

    shown = f" ({', '.join(question.choices)})" if question.choices else ""
    answer: Answer = click.prompt(f"{question.ask}{shown}", default=default, value_proc=checked, err=True)
    return answer


def _tell_found(found: Look) -> None:
    labels = ", ".join(found.labels[:8]) + (f" and {len(found.labels) - 8} more" if len(found.labels) > 8 else "")
    rows = [("task", found.task, "--task TASK"), ("language", found.language, "--language CODE")]
    rows += [(role, column, f"--set data.{role}=COLUMN") for role, column in found.columns.items() if column]
    click.echo(columns(("FOUND", "", "TO CORRECT IT"), rows))
    click.echo(f"\n{found.rows:,} rows{f', {len(found.labels)} labels: {labels}' if labels else ''}")
    click.echo("")


def _tell_made(
    target: Path, project: ProjectName, files: Mapping[str, ProjectFile], answers: Mapping[str, Answer]
) -> None:
    from scaffold.cli.next_steps import print_next

    click.echo(f"{click.style(str(target), bold=True)}: {len(files) + 1} files, package {project.package}")
    for name, answer in answers.items():
        click.echo(f"  {name:<10} {answer if isinstance(answer, str) else ', '.join(answer)}")
    print_next(
        {
            f"cd {shlex.quote(str(target))}": "README.md says where to add what you know",
            "make demo": "train on the sample and measure",
            "make test": "the battery of checks, and the tests of the project",
        }
    )
