"""Templates: read, checked, filled in; and those of the sample bank agree with its FAQ."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaffold.errors import DataError
from scaffold.rules.language.reading import read_rule_file
from scaffold_customer_service.data import RULES
from scaffold_customer_service.dialogue.answers import Answers, read_answer
from scaffold_customer_service.dialogue.phrases import Phrases
from scaffold_customer_service.slots.finding import RECOGNISERS

SAMPLE = Path(__file__).parents[2] / "scaffold_customer_service" / "sample"
FAQ = {row["id"]: row for row in map(json.loads, (SAMPLE / "faq.jsonl").read_text(encoding="utf-8").splitlines())}
VALUES = {
    "amount": ("£250", "£2,500", "£12,000", "€30"),
    "card_kind": ("debit", "credit"),
    "channel": ("app",),
    "country": ("Japan", "Spain", "Poland", "United States", "India"),
    "date": ("March 2026",),
    "reference": ("T4012", "88-1203"),
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str, name: str = "fee.en.jinja") -> Path:
        path = tmp_path / "answers" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def intents() -> set[str]:
    with (SAMPLE / "intents.csv").open(encoding="utf-8", newline="") as file:
        return {row["intent"] for row in csv.DictReader(file)}


def templates_of_rules() -> set[str | None]:
    return {rule.then.template for rule in read_rule_file(RULES).rules}


def shipped() -> list[Path]:
    base = SAMPLE.parent / "templates"
    return sorted([*base.glob("answers/*.jinja"), *base.glob("tarnbrook/answers/*.jinja")])


def fillings(slots: Any) -> list[dict[str, str]]:
    """No optional slot, every slot, and every value of each slot."""
    first = {name: VALUES[name][0] for name in slots}
    required = {name: value for name, value in first.items() if slots[name].required}
    return [required, first, *({**first, name: value} for name in slots for value in VALUES[name])]


def test_at_least_twelve_intents_have_an_english_answer_and_some_a_chinese_one(templates: tuple[Path, Path]) -> None:
    answers = list(Answers(templates))
    assert sum(answer.language == "en" for answer in answers) >= 12
    assert sum(answer.language == "zh" for answer in answers) >= 5
    assert {answer.intent for answer in answers} <= intents() | templates_of_rules()


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_shipped_answer_can_be_filled_in_with_and_without_details(path: Path) -> None:
    answer = read_answer(path)
    for values in fillings(answer.slots):
        text = answer.render(values)
        assert text
        assert "None" not in text
        assert "  " not in text
        assert "{" not in text
        assert all(part == part.strip() and part for part in text.split("\n"))


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_shipped_answer_quotes_an_entry_of_its_intent_and_its_figures_are_in_the_faq(path: Path) -> None:
    answer = read_answer(path)
    if not answer.source:
        assert answer.intent in {"greeting", "thanks"} | templates_of_rules()
        return
    assert FAQ[answer.source]["intent"] == answer.intent
    known = " ".join(f"{row['question']} {row['answer']}" for row in FAQ.values() if row["intent"] == answer.intent)
    figures = re.findall(r"£?\d[\d,.:]*\d%?|£\d|\d+%", answer.render(fillings(answer.slots)[0]))
    assert [figure for figure in figures if figure not in known] == []


def test_answer_falls_back_to_english(write: Write, tmp_path: Path) -> None:
    write("It is free.")
    answers = Answers([tmp_path])
    found = answers.get("fee", "zh")
    assert found is not None
    assert found.language == "en"
    assert answers.get("other", "en") is None


def test_own_folder_goes_before_the_shipped_one(write: Write, tmp_path: Path, templates: tuple[Path, Path]) -> None:
    write("Ring 999.", name="card_lost.en.jinja")
    answers = Answers([tmp_path, *templates])
    assert answers.get("card_lost", "en").render({}) == "Ring 999."
    assert "Report stolen" in answers.get("card_stolen", "en").render({})


def test_missing_slot_is_the_first_required_one_without_a_value(write: Write) -> None:
    header = '---\nslots:\n  amount: {}\n  country: {required: true, ask: "Which country?"}\n---\n'
    answer = read_answer(write(header + "To {{ country }}{% if amount %}: {{ amount }}{% endif %}"))
    assert answer.missing({"amount": "£1"}) == "country"
    assert answer.missing({"country": "Japan"}) is None
    assert answer.render({"country": "Japan"}) == "To Japan"
    assert answer.render({"country": "Japan", "amount": "£1"}) == "To Japan: £1"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\nslots: {amont: {}}\n---\nx", ":1", "there is no slot 'amont', did you mean 'amount'?"),
        (
            "---\nslots: {amount: {requird: true}}\n---\nx",
            ":1",
            "slots.amount.requird is not a setting. Known: source, slots (required, ask)",
        ),
        ("---\nslots: {amount: {required: true}}\n---\nx", ":1", "needs a question under `ask`"),
        ("---\nsource: [\n---\nx", ":2", "not YAML"),
        ("---\n- a\n---\nx", ":1", "`key: value`"),
        ("---\nsource: a\nx", ":1", "no closing ---"),
        ("---\nsource: a\n---\nok\n{% if %}", ":5", "not valid Jinja"),
        ("{{ amount }}", "", "uses 'amount', which its header does not declare"),
        ("---\nsource: a\n---\n \n", "", "no text"),
        ("{{ ''.__class__.__mro__ }}{% for", ":1", "not valid Jinja"),
    ],
)
def test_template_that_cannot_be_used_is_named_with_its_line(write: Write, text: str, line: str, message: str) -> None:
    path = write(text)
    with pytest.raises(DataError) as caught:
        read_answer(path)
    assert str(caught.value).startswith(f"{path}{line}: ")
    assert message in str(caught.value)


def test_file_name_must_say_intent_and_language(write: Write) -> None:
    with pytest.raises(DataError, match=r"card_lost\.en\.jinja"):
        read_answer(write("x", name="fee.jinja"))


def test_template_cannot_reach_the_program(write: Write) -> None:
    answer = read_answer(write("{{ ''.__class__.__mro__[1].__subclasses__() }}"))
    with pytest.raises(DataError, match="cannot be filled in"):
        answer.render({})


def test_words_of_the_customer_are_never_run_as_a_template(write: Write) -> None:
    answer = read_answer(write("---\nslots: {reference: {}}\n---\n{{ reference }}"))
    assert answer.render({"reference": "{{ 7 * 7 }}"}) == "{{ 7 * 7 }}"


def test_every_recogniser_has_test_values() -> None:
    assert set(VALUES) == set(RECOGNISERS)


def test_every_intent_of_the_sample_has_a_name_in_both_languages(templates: tuple[Path, Path]) -> None:
    phrases = Phrases(templates)
    for intent in intents():
        for language in ("en", "zh"):
            assert phrases.topic(intent, language) != intent.replace("_", " ") or intent == "complaint", intent


def test_intent_without_a_name_is_called_by_its_label(templates: tuple[Path, Path]) -> None:
    assert Phrases(templates).topic("lost_luggage", "en") == "lost luggage"


def test_phrases_are_the_same_in_both_languages(templates: tuple[Path, Path]) -> None:
    import yaml

    english, chinese = (
        yaml.safe_load((templates[1] / f"phrases.{language}.yaml").read_text(encoding="utf-8"))
        for language in ("en", "zh")
    )
    assert list(english) == list(chinese)


def test_own_phrases_and_names_go_before_the_shipped_ones(tmp_path: Path, templates: tuple[Path, Path]) -> None:
    (tmp_path / "phrases.en.yaml").write_text('ask: "Which?"\n', encoding="utf-8")
    (tmp_path / "intents.yaml").write_text("card_lost: my missing card\n", encoding="utf-8")
    phrases = Phrases([tmp_path, *templates])
    assert phrases.say("ask", "en") == "Which?"
    assert phrases.say("ask", "zh").startswith("我想确认")
    assert phrases.topic("card_lost", "en") == "my missing card"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("phrases.en.yaml", "aks: x", "did you mean 'ask'?"),
        ("phrases.en.yaml", 'decline: "{{ exmples }}"', "did you mean 'examples'?"),
        ("phrases.en.yaml", "ask: 3", "must be a text"),
        ("phrases.en.yaml", 'ask: "{% if"', "not valid Jinja"),
        ("phrases.en.yaml", "ask: [", "not YAML"),
        ("intents.yaml", "card_lost: {de: x}", "names by language"),
        ("intents.yaml", "- card_lost", "`name: value`"),
    ],
)
def test_phrases_that_cannot_be_used_are_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        Phrases([tmp_path])
    assert str(tmp_path / name) in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(("count", "text"), [(0, ""), (1, "a"), (2, "a and b"), (3, "a, b and c")])
def test_enumeration_reads_like_a_sentence(templates: tuple[Path, Path], count: int, text: str) -> None:
    assert Phrases(templates).enumerate(list("abc")[:count], "en") == text
