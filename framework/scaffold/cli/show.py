"""`scaffold show`: what one vertical brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from scaffold.cli.console import columns, print_json
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.plugins.collect import Collection
    from scaffold.plugins.vertical import Vertical


@click.command()
@click.argument("vertical")
@settings_options
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(vertical: str, overrides: tuple[str, ...], settings_file: Path | None, as_json: bool) -> None:
    """Show what VERTICAL brings: hooks, heads, loaders, rules, commands, licences."""
    from scaffold.plugins.vertical import load_vertical

    description = describe(load_vertical(vertical, read_settings(settings_file, overrides)))
    if as_json:
        print_json(description)
    else:
        click.echo(as_text(description))


def describe(vertical: Vertical) -> dict[str, Any]:
    """Everything `scaffold show` tells, as plain values."""
    info = vertical.info
    return {
        "name": vertical.name,
        "title": info.title,
        "summary": info.summary,
        "version": vertical.version,
        "package": vertical.distribution,
        "entry_point": vertical.provider.value,
        "api_version": info.api_version,
        "languages": list(info.languages),
        "tasks": list(info.tasks),
        "licence": info.licence,
        "data_statement": info.data_statement,
        "intended_use": info.intended_use,
        "settings": vertical.config.model_dump(mode="json") if vertical.config is not None else {},
        "loaders": _records(vertical.loaders, "summary"),
        "heads": _records(vertical.heads, "summary", "kind", "loader", "metric"),
        "pretraining": _records(vertical.pretraining, "summary", "objective"),
        "rules": _records(vertical.rules, "summary"),
        "metrics": _records(vertical.metrics, "head", "metric", "split", "at_least"),
        "commands": _records(vertical.commands, "summary"),
        "sources": _records(vertical.sources, "summary"),
        "sinks": _records(vertical.sinks, "summary"),
        "detectors": _records(vertical.detectors, "summary"),
        "hooks": {provider.name: hooks for provider, hooks in vertical.implemented.items()},
    }


def as_text(description: dict[str, Any]) -> str:
    """The same for people."""
    facts = [
        ("Package", f"{description['package']} {description['version']}"),
        ("Languages", ", ".join(description["languages"])),
        ("Tasks", ", ".join(description["tasks"])),
        ("Licence", description["licence"]),
        ("Data", description["data_statement"]),
        ("Intended use", description["intended_use"]),
        ("Settings", ", ".join(f"{key} = {value}" for key, value in description["settings"].items()) or "none"),
    ]
    parts = [f"{description['title']} ({description['name']})\n{description['summary']}"]
    parts.append("\n".join(f"{label + ':':14}{text}" for label, text in facts))
    for title in ("loaders", "heads", "pretraining", "rules", "metrics", "commands", "sources", "sinks", "detectors"):
        parts.append(_table(title, description[title]))
    hooks = "\n".join(f"  {name}: {', '.join(implemented)}" for name, implemented in description["hooks"].items())
    parts.append(f"Hooks\n{hooks}")
    if description["commands"]:
        first = description["commands"][0]["name"]
        parts.append(f"Run a command: scaffold run {description['name']} {first}")
    return "\n\n".join(part for part in parts if part)


def _records(collection: Collection[Any], *fields: str) -> list[dict[str, Any]]:
    return [
        {
            "name": spec.name,
            **{field: getattr(spec, field) for field in fields},
            "from": collection.provider(spec.name).name,
        }
        for spec in collection
    ]


def _table(title: str, records: list[dict[str, Any]]) -> str:
    if not records:
        return ""
    several = len({record["from"] for record in records}) > 1
    keys = [key for key in records[0] if key != "from" or several]
    text = columns([key.upper() for key in keys], [[str(record[key]) for key in keys] for record in records])
    return "\n".join([title.capitalize(), *(f"  {line}" for line in text.splitlines())])
