"""Rules of a vertical and of its user, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.errors import RuleError
from scaffold.plugins.specs import RuleSource
from scaffold.rules.sources import gather_rules

ONE = "rules: [{id: one, when: a, then: {label: x}}]"
TWO = "rules: [{id: two, when: b, then: {label: y}}]"


def source(read) -> RuleSource:
    return RuleSource("bank", "Rules of a bank.", read)


def fail():
    raise OSError("disk on fire")


def test_text_and_path_and_files_in_their_order(tmp_path):
    path = tmp_path / "two.yaml"
    path.write_text(TWO, encoding="utf-8")
    more = tmp_path / "三.yaml"
    more.write_text(TWO.replace("two", "three"), encoding="utf-8")
    rules = gather_rules([source(lambda: ONE), source(lambda: path)], [str(more)])

    assert [rule.id for rule in rules] == ["one", "two", "three"]
    assert [file.name for file in rules.files] == ["bank (from code)", str(path), str(more)]


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (fail, "the rules 'bank' of the vertical cannot be read: disk on fire"),
        (lambda: 3, "the rules 'bank' of the vertical are int, not a path or a text"),
        (lambda: Path("nowhere.yaml"), "nowhere.yaml: there is no such file of rules"),
        (lambda: "rules: 3", r"bank \(from code\)"),
    ],
)
def test_rules_that_cannot_be_read_are_one_message(read, message):
    with pytest.raises(RuleError, match=message):
        gather_rules([source(read)])


def test_same_id_twice_names_both_places(tmp_path):
    path = tmp_path / "more.yaml"
    path.write_text(ONE, encoding="utf-8")
    with pytest.raises(RuleError, match=r"more\.yaml:1: the id 'one' is that of a rule at bank \(from code\):1, too"):
        gather_rules([source(lambda: ONE)], [str(path)])


def test_missing_file_of_the_settings_is_one_message():
    with pytest.raises(RuleError, match=r"nowhere\.yaml: there is no such file of rules"):
        gather_rules([], ["nowhere.yaml"])
