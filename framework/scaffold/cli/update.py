"""`scaffold update`: a project as the newest template would make it, with everything its people changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scaffold.projects.update import Change


@click.command()
@click.argument("project", type=click.Path(path_type=Path), default=Path())
@click.option("--dry-run", is_flag=True, help="Show the difference, and change nothing.")
@click.option("--template", metavar="DIR", help="The template, where it is no longer where it was.")
def command(project: Path, dry_run: bool, template: str | None) -> None:
    """Bring the project in a folder (the current one if not set) up to its template.

    Files you left alone are replaced, files you edited are merged. Where both changed the same lines, both stand there
    between marks, and the exit code is 1.
    """
    from scaffold.errors import BelowLevelError
    from scaffold.projects.update import plan_update, write_update

    plan = plan_update(project, template)
    for change in plan.changes:
        # So that the difference alone can go into a file.
        click.echo(f"  {change.what:<9} {change.path}{_note(change)}", err=dry_run)
    if dry_run:
        click.echo("".join(change.diff for change in plan.changes), nl=False)
    if not plan.changes:
        click.echo(f"Nothing to do: the project is as the template {plan.version} makes it.")
    if not dry_run:
        write_update(plan)
        if plan.changes:
            click.echo(f"Now at the template {plan.version}.")
    conflicts = [change.path for change in plan.changes if change.conflicts]
    if conflicts and not dry_run:
        raise BelowLevelError(
            f"lines that both you and the template changed stand between marks in {', '.join(conflicts)}",
            hint="Look for <<<<<<<, keep what is right, and delete the marks.",
        )


def _note(change: Change) -> str:
    return f": {change.note}" if change.note else ""
