"""From rules and data to a bundle: few labels, none at all, several labels, several heads, and what can go wrong."""

from __future__ import annotations

import json

import pytest

from scaffold.errors import DataError, RuleError
from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.progress import SILENT
from scaffold.settings import load_settings
from scaffold.sharding.decider import Decider
from scaffold.sharding.rows import read_rows

VERTICAL = """
def load(path, settings):
    from scaffold.data.load import load_dataset
    return load_dataset(path, settings, HEADS, kinds=KINDS)

@hookimpl
def scaffold_data_loaders():
    return [DataLoaderSpec("texts", "Texts.", load)]

@hookimpl
def scaffold_task_heads():
    return [TaskHeadSpec(each, each, loader="texts", kind=KINDS.get(each, "classification")) for each in HEADS]
"""
LABELS = ("card", "login", "refund")
FORMS = {
    "card": ["where is my card", "my card has not arrived", "card lost please help", "new card when"],
    "login": ["i forgot my password", "reset password please", "cannot log in password", "my pin and password"],
    "refund": ["i want my money back", "refund my order please", "do i get a refund", "请退还我的钱 refund"],
}
RULES = """
rules:
  - {id: cards, when: card, then: {label: card}}
  - {id: passwords, when: [password, pin], then: {label: login}, hardness: hard}
  - {id: refunds, when: [refund, money], then: {label: refund}}
  - {id: phone, when: {field: {name: channel, is: phone}}, then: {route: desk}}
"""
ENDS = ("", " today", " thanks", " now", " again")
FAST = ("training.budget=0s", "training.speed=1", "decision.error_rate=0.2", "decision.false_reject_rate=0.2")


def texts(count: int, first: int = 0):
    """Texts with their label; no two are the same."""
    for number in range(first, first + count):
        label = LABELS[number % 3]
        turn = number // 3
        yield f"{FORMS[label][turn % 4]}{ENDS[turn // 4 % 5]} {number}", label


def rows(labelled: int, bare: int) -> list[dict]:
    known = [{"text": text, "topic": label, "channel": "web"} for text, label in texts(labelled)]
    return known + [{"text": text, "topic": None, "channel": "phone"} for text, _ in texts(bare, 1000)]


@pytest.fixture
def context(site, tiny_folder, tmp_path, told):
    def make(data: list[dict], *overrides: str, rules: str | None = RULES, kinds: dict | None = None, heads=("topic",)):
        source = f"HEADS, KINDS = {tuple(heads)!r}, {kinds or {}!r}\n{VERTICAL}"
        site.vertical("scaffold-ruled", source, name="ruled")
        path = tmp_path / "rows.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in data), encoding="utf-8")
        files = []
        if rules is not None:
            (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
            files = [f"rules.files={json.dumps([str(tmp_path / 'rules.yaml')])}"]
        settings = load_settings(None, [*FAST, f"training.base={tiny_folder}", *files, *overrides])
        vertical = load_vertical("ruled", settings)
        return RunContext(vertical, settings, tmp_path / "RUN", str(path), vertical.config, False, told)

    return make


def said(run: RunContext, part: str) -> list[str]:
    return [line for line in run.progress.lines if part in line]


def test_few_labels_many_texts_and_rules(context, tmp_path):
    run = context(rows(36, 90))
    trained = train(run)

    assert said(run, "rules label") == [
        "Topic: rules label 90 of 90 texts without a label, which are learnt from"
    ] or said(run, "they are not learnt from")
    assert trained.bundle.rules is not None
    standings = {each.id: each for each in trained.bundle.heads["topic"].rules.standings}
    assert list(standings) == ["cards", "passwords", "refunds"]
    assert standings["passwords"].declared == "hard"
    assert min(each.fired for each in standings.values()) >= 30
    (decision,) = trained.bundle.decide(["please help with my password"])
    assert decision.heads["topic"].label == "login"
    assert [effect.id for effect in decision.rules] == ["passwords"]

    lines = ['{"text": "where is my card", "channel": "phone"}', '{"text": "where is my card", "channel": "web"}']
    read = list(read_rows([line.encode() for line in lines], "in.jsonl"))
    once, again = (list(Decider(tmp_path / "RUN" / "bundle", run.settings, SILENT).lines(read)) for _ in range(2))
    assert once == again
    assert [json.loads(line)["directives"] for line in once] == [{"route": "desk"}, {}]


def test_no_label_at_all(context):
    trained = train(context(rows(0, 90), "rules.without_labels=true"))

    assert trained.bundle.labels("topic") == LABELS
    assert trained.metrics["heads"]["topic"]
    held = list(texts(30, 5000))
    decided = trained.bundle.decide([text for text, _ in held])
    right = sum(each.heads["topic"].label == label for each, (_, label) in zip(decided, held, strict=True))
    assert right >= 27
    # What was chosen on carries the labels of rules; nobody has labelled test texts.
    assert list(trained.metrics["heads"]["topic"]) == ["validation"]


def test_no_label_at_all_without_rules_is_an_error(context):
    with pytest.raises(DataError, match="no text has a label, and no rule gives one") as caught:
        train(context(rows(0, 60), "rules.without_labels=true", "data.unlabelled=only", rules=None))
    assert "then: {label" in str(caught.value)


def test_no_label_is_an_error_unless_rules_are_to_be_enough(context):
    with pytest.raises(DataError, match="no row has a label"):
        train(context(rows(0, 60)))


def test_rules_that_fire_on_too_few_texts_teach_nothing(context):
    rare = RULES.replace("card,", "zebra,").replace("[password, pin]", "giraffe").replace("[refund, money]", "lion")
    with pytest.raises(DataError, match="no text has a label for topic, and its rules fire on too few texts"):
        train(context(rows(0, 60), "rules.without_labels=true", rules=rare))


def test_rules_of_one_label_teach_nothing(context):
    one = "rules: [{id: cards, when: card, then: {label: card}}]"
    with pytest.raises(DataError, match="its rules speak of 1 of the two labels it needs"):
        train(context(rows(0, 60), "rules.without_labels=true", rules=one))


def test_rules_that_must_not_decide_are_not_in_the_bundle(context, tmp_path):
    trained = train(context(rows(36, 60), "rules.decide=false"))

    assert trained.bundle.rules is None
    assert trained.bundle.heads["topic"].rules is None
    assert not (tmp_path / "RUN" / "bundle" / "rules").exists()
    assert trained.bundle.decide(["my password"])[0].rules == ()


def test_rules_that_must_not_teach_decide_all_the_same(context):
    run = context(rows(36, 60), "rules.train=false")
    trained = train(run)

    assert not said(run, "rules label")
    assert [effect.id for effect in trained.bundle.decide(["my password"])[0].rules] == ["passwords"]


def test_rules_of_unknown_labels_are_left_out_with_a_line(context):
    run = context(rows(36, 0), rules=RULES.replace("{label: refund}", "{label: refunds}"))
    trained = train(run)

    (line,) = said(run, "is left out")
    assert line.startswith("Rule refunds is left out: no text has the label 'refunds'")
    assert "refund" in line.partition("'refunds'")[2]
    assert line.endswith("rules.yaml:5)")
    assert [rule.id for rule in trained.bundle.heads["topic"].rules.rules] == ["cards", "passwords"]


def test_rules_without_any_known_label_leave_the_head_as_it_is(context):
    run = context(rows(36, 0), rules="rules: [{id: x, when: card, then: {label: nobody}}]")
    trained = train(run)
    assert trained.bundle.heads["topic"].rules is None
    assert trained.bundle.decide(["my card"])[0].rules[0].effect == "shown only"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ('rules.files=["nowhere.yaml"]', r"nowhere\.yaml: there is no such file of rules"),
        ("rules.files=[{0}, {0}]", r"rules\.yaml:3: the id 'cards' is that of a rule at .*rules\.yaml:3, too"),
    ],
)
def test_rules_that_cannot_be_read_stop_the_run_before_the_data(context, tmp_path, override, message):
    path = json.dumps(str(tmp_path / "rules.yaml"))
    with pytest.raises(RuleError, match=message) as caught:
        train(context(rows(36, 0), override.replace("{0}", path)))
    assert caught.value.exit_code == 2
    assert not (tmp_path / "RUN").exists()


def test_text_with_several_labels(context):
    data = [
        {"text": f"{one} {two} {number}", "tags": sorted({first, second})}
        for number, ((one, first), (two, second)) in enumerate(zip(texts(90), [*texts(90, 31)], strict=True))
    ]
    rules = RULES.replace("rules:", "excludes: [[card, login]]\nrules:")
    trained = train(context(data, rules=rules, kinds={"tags": "multilabel"}, heads=("tags",)))

    standings = trained.bundle.heads["tags"].rules.standings
    assert [each.id for each in standings] == ["cards", "passwords", "refunds"]
    assert all(each.correct == each.judged > 0 for each in standings)
    decisions = trained.bundle.decide(["my card and my password", "refund my order please", "hello"])
    for decision in decisions:
        assert not {"card", "login"} <= set(decision.heads["tags"].labels)
    assert [effect.id for effect in decisions[1].rules if not effect.id.startswith("bond:")] == ["refunds"]


def test_one_head_looks_at_another(context):
    data = [
        {"text": text, "topic": label, "mood": "angry" if number % 2 else "calm"}
        for number, (text, label) in enumerate(texts(72))
    ]
    rules = """
head: topic
excludes: [[login, {head: mood, label: angry}]]
rules:
  - {id: cards, when: card, then: {label: card}}
  - {id: upset, when: {decision: {head: topic, label: card}}, then: {label: angry, head: mood}}
"""
    trained = train(context(data, "training.together=never", rules=rules, heads=("topic", "mood")))

    assert trained.bundle.rules.waits("mood")
    assert not trained.bundle.rules.waits("topic")
    card, login = trained.bundle.decide(["where is my card today", "i forgot my password now"])
    assert [(effect.id, effect.head) for effect in card.rules if not effect.id.startswith("bond:")] == [
        ("cards", "topic"),
        ("upset", "mood"),
    ]
    assert (login.heads["topic"].label, login.heads["mood"].label) != ("login", "angry")
