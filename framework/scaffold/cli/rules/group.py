"""`scaffold rules`: its table of commands. Importing this file imports none of them."""

from __future__ import annotations

import click

from scaffold.cli.lazy_group import LazyGroup

COMMANDS = {
    "check": ("scaffold.cli.rules.check", "Find what is wrong with rules, without data."),
    "schema": ("scaffold.cli.rules.schema", "Write the JSON schema of rules, for editors."),
    "suggest": ("scaffold.cli.rules.suggest", "Propose rules from labelled texts."),
    "label": ("scaffold.cli.rules.label", "Label texts by what rules say together."),
    "audit": ("scaffold.cli.rules.audit", "Measure the rules of a bundle on labelled data."),
}


@click.group(cls=LazyGroup, table=COMMANDS, epilog="Start with: scaffold rules check rules.yaml")
def command() -> None:
    """Check, try and audit knowledge rules."""
