"""The command `scaffold`: its table of commands and its options. Importing this file imports click and no command."""

from __future__ import annotations

import click

from scaffold import __version__
from scaffold.cli.lazy_group import LazyGroup, with_global_options

COMMANDS = {
    "verticals": ("scaffold.cli.verticals", "List the installed verticals."),
    "show": ("scaffold.cli.show", "Show what a vertical brings."),
    "new-vertical": ("scaffold.cli.new_vertical", "Start a project of a new vertical."),
    "update": ("scaffold.cli.update", "Bring a project up to its template."),
    "doctor": ("scaffold.cli.doctor", "Check this machine and installation."),
    "demo": ("scaffold.cli.demo", "Run a vertical end to end on its sample."),
    "check-data": ("scaffold.cli.check_data", "Report on data without training."),
    "check-labels": ("scaffold.cli.check_labels", "Find labels that are probably wrong."),
    "pretrain": ("scaffold.cli.pretrain", "Pretrain an encoder on texts without labels."),
    "tune": ("scaffold.cli.tune", "Search the settings of a fine-tuning."),
    "train": ("scaffold.cli.train", "Train a model and save it as a bundle."),
    "evaluate": ("scaffold.cli.evaluate", "Measure a bundle on labelled data."),
    "suggest-labels": ("scaffold.cli.suggest_labels", "Choose the texts that are worth a label."),
    "predict": ("scaffold.cli.predict", "Decide texts: JSON lines in, JSON lines out."),
    "generate": ("scaffold.cli.generate", "Let a model write a text for each line."),
    "tune-generator": ("scaffold.cli.tune_generator", "Teach a model to write, from pairs."),
    "explain": ("scaffold.cli.explain", "Explain the decision for one text."),
    "verify": ("scaffold.cli.verify", "Check that a bundle is whole and unaltered."),
    "rules": ("scaffold.cli.rules.group", "Check, try and audit knowledge rules."),
    "run": ("scaffold.cli.run", "Run a command that a vertical brings."),
}


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: scaffold demo customer-service",
)
@click.version_option(__version__, prog_name="scaffold", message="%(prog)s %(version)s")
def cli() -> None:
    """Labelled domain text in, a calibrated, explained industry model out."""


with_global_options(cli)


def main() -> None:
    """Entry point of the command `scaffold`; ends the process with its exit code."""
    cli(prog_name="scaffold")
