"""`scaffold rules schema`: the JSON schema of files of rules."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold.cli.console import print_json


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
def command(out: Path | None) -> None:
    """Write the JSON schema of a file of rules, so that an editor checks and completes it.

    In VS Code with the YAML extension, begin a file of rules with: # yaml-language-server: $schema=rules.schema.json
    """
    import json

    from scaffold.files import write_text
    from scaffold.rules.language.schema import rule_schema

    if out is None:
        print_json(rule_schema())
        return
    write_text(out, json.dumps(rule_schema(), ensure_ascii=False, indent=2) + "\n")
    click.echo(f"Written: {out}")
