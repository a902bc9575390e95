"""Files of rules, read and checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from scaffold.errors import RuleError
from scaffold.files import write_text
from scaffold.rules.language.condition import Lexicon
from scaffold.rules.language.lexicon import read_terms
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.language.problem import first_problem
from scaffold.rules.language.rule import RuleDocument
from scaffold.rules.language.rule_file import FILE, RuleFile, RuleSet, rule_folder
from scaffold.rules.language.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.rules.language.lexicon import TermFile
    from scaffold.rules.language.rule import Rule
    from scaffold.rules.language.yaml_source import YamlSource


def read_rule_file(path: Path) -> RuleFile:
    """Read a file of rules and the lexicons it names.

    :raises RuleError: naming file, line and what was expected.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError("the file is not UTF-8", where=str(path), hint="Save it as UTF-8.") from error
    except (OSError, ValueError) as error:
        raise RuleError("there is no such file of rules", where=str(path)) from error
    return parse_rules(text, str(path), path.parent)


def read_rule_set(folder: Path, names: Sequence[str]) -> RuleSet:
    """The rules that `write_rule_set` stored.

    :param names: of the files, as they were called where they were read first.
    :raises RuleError: as `read_rule_file`.
    """
    files = [read_rule_file(folder / rule_folder(number) / FILE) for number in range(1, len(names) + 1)]
    return RuleSet.of(replace(file, name=name) for file, name in zip(files, names, strict=True))


def write_rule_set(folder: Path, rules: RuleSet) -> None:
    """Store files of rules and their lexicons as they were written."""

    def keep(name: Path, text: str) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_text(folder / name, text)

    rules.write(keep)


def parse_rules(text: str, name: str, folder: Path | None = None) -> RuleFile:
    """Rules from the text of a file.

    :param name: of the file, for messages.
    :param folder: where its lexicons lie.
    :raises RuleError: as `read_rule_file`.
    """
    source = read_yaml(text, name)
    values = {} if source.values is None else source.values
    if not isinstance(values, dict):
        raise RuleError("expected the key `rules` with a list of rules", where=source.where(()))
    try:
        document = RuleDocument.model_validate(values)
    except ValidationError as error:
        raise first_problem(error, source) from error
    except RecursionError as error:
        raise RuleError("its conditions are nested too deeply", where=name) from error
    places = {rule.id: source.where(("rules", number)) for number, rule in enumerate(document.rules)}
    _check_ids(document.rules, source)
    lexicons = _lexicons(document, places, folder)
    return RuleFile(name, text, document, places, lexicons)


def _check_ids(rules: tuple[Rule, ...], source: YamlSource) -> None:
    seen: dict[str, int] = {}
    for number, rule in enumerate(rules):
        if rule.id in seen:
            first = source.line(("rules", seen[rule.id]))
            raise RuleError(
                f"the id {rule.id!r} is that of the rule in line {first}, too",
                where=source.where(("rules", number, "id")),
                hint="Give every rule an id of its own.",
            )
        seen[rule.id] = number


def _lexicons(document: RuleDocument, places: dict[str, str], folder: Path | None) -> dict[str, TermFile]:
    read: dict[str, TermFile] = {}
    for rule in document.rules:
        for condition in conditions_of(rule.when):
            if isinstance(condition, Lexicon):
                name = condition.lexicon.file
                if name not in read:
                    read[name] = read_terms(name, folder, places[rule.id])
                read[name].of(condition.lexicon.category, places[rule.id])
    return read
