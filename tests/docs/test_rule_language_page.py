"""The page on the language of rules: its rules do what their examples say, and what it calls refused is."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scaffold.errors import RuleError
from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.condition import CONDITION_KEYS, AllOf, Words
from scaffold.rules.language.effect import SEVERITIES, Effect
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.language.reading import read_rule_file
from scaffold.rules.language.rule import USES, Rule, RuleDocument
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.lint.examples import failing_examples

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
FILES = re.findall(r"<!-- file: (\S+) -->\n```text\n(.*?)```", PAGE, re.DOTALL)
RULES = re.findall(r"<!-- rules(?:, fires with (\{.*?\}))? -->\n```yaml\n(.*?)```", PAGE, re.DOTALL)
REFUSED = re.findall(r"<!-- refused -->\n```yaml\n(.*?)```\n```text\n(.*?)\n```", PAGE, re.DOTALL)


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Reads rules as the file `rules.yaml` of the current folder, beside the lexicons of the page."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES:
        Path(name).write_text(text, encoding="utf-8")

    def read(text: str):
        Path("rules.yaml").write_text(text, encoding="utf-8")
        return read_rule_file(Path("rules.yaml"))

    return read


def material(given: str) -> Material:
    values: dict[str, Any] = json.loads(given)
    if "day" in values:
        values["day"] = date.fromisoformat(values["day"])
    return Material(**values)


@pytest.mark.parametrize(("given", "text"), RULES)
def test_rules_do_what_their_examples_say(read, given, text):
    file = read(text)

    assert file.rules
    assert [each.message for each in failing_examples(file) if each.severity == "error"] == []
    if given:
        matcher = RuleMatcher(RuleSet((file,)))
        known = material(given)
        assert [firing.rule for firing in matcher.match(known)] == list(file.rules)
        assert matcher.match(Material(known.text)) == [], "it is what is known beside the text that makes it fire"
    else:
        assert all(rule.examples.match and rule.examples.no_match for rule in file.rules)


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_is_refused_is_refused_in_these_words(read, text, message):
    with pytest.raises(RuleError) as refused:
        read(text)

    assert str(refused.value) == message


def test_every_key_is_in_an_example(read):
    files = [read(text) for _, text in RULES]
    conditions = {type(each) for file in files for rule in file.rules for each in conditions_of(rule.when)}
    keys = set(CONDITION_KEYS) | set(Words.model_fields) | {"within", "ordered", "same_sentence"}

    assert len(conditions) == len(CONDITION_KEYS)
    shown = "\n".join(text for _, text in RULES)
    for name in keys | set(Effect.model_fields) | set(Rule.model_fields) | set(RuleDocument.model_fields):
        assert re.search(rf"\b{name}:\s", shown) or name in ("phrases", "date", "rules"), name
        assert f"`{name}`" in PAGE, name
    assert AllOf in conditions


def test_words_of_the_language_are_told():
    for word in (*SEVERITIES, *USES, "negated", "uncertain", "past", "other_person"):
        assert f"`{word}`" in PAGE
