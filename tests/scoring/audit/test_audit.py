"""Rules on labelled texts: what is counted is what `Bundle.decide` does with them and without them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.bundle import Bundle
from scaffold.errors import BundleError, DataError, UserError
from scaffold.rules.firing.material import KnownTexts, Material
from scaffold.rules.weak.interval import share_bounds
from scaffold.scoring.audit.audit import audit_rules
from scaffold.scoring.audit.verdict import WORDS
from scaffold.settings import Settings

HOSTILE = '--><script>x&"$y$'


@pytest.fixture(scope="module")
def rules(audit):
    return {each.id: each for each in audit.heads[0].rules}


@pytest.fixture(scope="module")
def decide(ruled_bundle, rows):
    """`decide(without)`: what the bundle decides of every text without a rule; all rules: None, none: ''."""
    texts = KnownTexts(
        [row["text"] for row in rows], [Material(row["text"], {"channel": row["channel"]}) for row in rows]
    )

    def made(without: str | None) -> list[str]:
        bundle = Bundle.load(ruled_bundle)
        head = bundle.heads["topic"]
        if without is not None:
            kept = head.rules.without(without) if without else None
            bundle.heads["topic"] = replace(head, rules=kept)
        return [decision.heads["topic"].label for decision in bundle.decide(texts)]

    return made


def test_each_kind_of_rule_gets_its_verdict(rules):
    assert {name: each.verdict.word for name, each in rules.items()} == {
        "swapped": "wrong",
        "over": "expired",
        "money": "no effect",
        "phone-card": "good",
        "silent": "stale",
        "退款-规则": "no effect",
        "parcel": "no effect",
        "hint": "hurts",
        "read-only": "wrong",
        HOSTILE: "no effect",
    }
    assert [each.verdict.word for each in rules.values()] == sorted(
        (each.verdict.word for each in rules.values()), key=WORDS.index
    )


def test_changes_are_those_that_deciding_without_the_rule_shows(audit, rules, decide, rows):
    truth = [row["topic"] for row in rows]
    with_all = decide(None)

    def counted(without: str) -> tuple[int, int, int, float]:
        others = decide(without)
        helped = sum(a == t != b for a, b, t in zip(with_all, others, truth, strict=True))
        hurt = sum(b == t != a for a, b, t in zip(with_all, others, truth, strict=True))
        changed = sum(a != b for a, b in zip(with_all, others, strict=True))
        return changed, helped, hurt, 100 * (helped - hurt) / len(rows)

    for name in ("phone-card", "swapped", "hint", "money", HOSTILE):
        figures = rules[name].figures
        changed, helped, hurt, effect = counted(name)
        assert (figures.overridden, figures.helped, figures.hurt) == (changed, helped, hurt), name
        assert figures.effect == pytest.approx(effect), name
    totals = audit.heads[0].totals
    changed, helped, hurt, effect = counted("")
    assert (totals.overridden, totals.helped, totals.hurt) == (changed, helped, hurt)
    assert 100 * (totals.with_rules - totals.without_rules) == pytest.approx(effect)
    assert totals.with_rules == pytest.approx(sum(a == t for a, t in zip(with_all, truth, strict=True)) / len(rows))
    assert rules["phone-card"].figures.helped > 0


def test_precision_is_counted_on_the_texts_it_fires_on(rules, decide, rows):
    plain = decide("")
    fired = [n for n, row in enumerate(rows) if "password" in row["text"]]
    figures = rules["swapped"].figures

    assert (figures.rate.fired, figures.judged, figures.correct) == (len(fired), len(fired), 0)
    assert (figures.low, figures.high) == share_bounds(0, len(fired))
    agreed = sum((plain[n] == "refund") == (rows[n]["topic"] == "refund") for n in fired)
    assert (figures.model_correct, figures.model_precision) == (agreed, agreed / len(fired))
    assert figures.mostly == ("login", len(fired))
    assert "are login" in rules["swapped"].verdict.reason


def test_metadata_reach_the_conditions(rules, rows):
    figures, calls = rules["phone-card"].figures, sum(row["channel"] == "phone" for row in rows)
    assert (figures.rate.fired, figures.power, figures.correct) == (calls, "hard", calls)


def test_rules_that_contradict_each_other_name_their_opponents(audit, rules, rows):
    both = sum(row["channel"] == "phone" and "please" in row["text"] for row in rows)
    assert both > 0
    assert rules["phone-card"].figures.opponents == (("hint", both),)
    assert rules["hint"].figures.opponents[0] == ("phone-card", both)
    assert audit.heads[0].totals.conflicts >= both


def test_what_has_no_say_is_listed_with_its_reason(rules, rows):
    over, parcel, silent = (rules[name] for name in ("over", "parcel", "silent"))

    assert over.figures.named.expired == "2020-01-01"
    assert over.figures.judged == sum("my" in row["text"].split() for row in rows)
    assert (over.figures.power, over.figures.effect) == ("off", 0.0)
    assert "'parcel'" in parcel.verdict.reason
    assert parcel.figures.judged == 0
    assert (silent.figures.rate.fired, silent.figures.rate.fired_then) == (0, 30)
    assert silent.figures.rate.chance < 0.01
    assert rules["read-only"].figures.note == "not meant for decisions"


def test_evidence_has_to_be_right_more_often_than_any_text_would_be(rules, rows):
    figures = rules["hint"].figures
    assert figures.least == pytest.approx(sum(row["topic"] == "refund" for row in rows) / len(rows))
    assert rules["money"].figures.least == 0.5


def test_orders_are_counted_and_the_hard_one_overrules(audit, rows):
    orders = {each.id: each for each in audit.orders}
    mine = [row["text"] for row in rows if "my" in row["text"].split()]

    assert orders["to-desk"].figures.rate.fired == len(mine)
    overruled = sum("refund" in text for text in mine)
    assert orders["to-desk"].figures.by == (("to-bank", overruled),)
    assert orders["to-bank"].figures.overruled == 0
    assert [orders[name].verdict.word for name in ("to-desk", "to-bank", "nobody")] == ["good", "good", "unproven"]


def test_closing_names_what_to_mend(audit):
    assert set(audit.mend) == {"swapped", "read-only", "hint", "over", "silent"}
    assert audit.verdicts[audit.mend[0]] == "wrong"
    assert sum(audit.counts.values()) == 13


def test_texts_without_a_label_count_for_coverage_only(ruled_bundle, rows, tmp_path):
    lines = ["text,topic,channel", *(f"{row['text']},{row['topic']},mail" for row in rows[:8]), "password now,odd,mail"]
    (tmp_path / "few.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = audit_rules(Bundle.load(ruled_bundle), str(tmp_path / "few.csv"), Settings())

    swapped = next(each.figures for each in found.heads[0].rules if each.id == "swapped")
    assert (swapped.judged, swapped.correct) == (swapped.rate.fired, 0)


def test_bundle_without_rules_says_what_to_do(toy_bundle, data):
    with pytest.raises(BundleError, match="no rules to audit") as told:
        audit_rules(Bundle.load(toy_bundle), str(data), Settings())
    assert "rules.files" in str(told.value)


def test_mistakes_of_the_user_are_told(ruled_bundle, data, tmp_path):
    bundle = Bundle.load(ruled_bundle)
    with pytest.raises(UserError, match="did you mean 'topic'"):
        audit_rules(bundle, str(data), Settings(), head="topics")
    (tmp_path / "other.csv").write_text("words\na b c\n", encoding="utf-8")
    with pytest.raises(DataError):
        audit_rules(bundle, str(tmp_path / "other.csv"), Settings())


def test_one_head_alone_leaves_the_orders_out(ruled_bundle, data):
    found = audit_rules(Bundle.load(ruled_bundle), str(data), Settings(), head="topic")
    assert ([head.head for head in found.heads], found.orders) == (["topic"], ())
