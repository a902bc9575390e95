"""Examples inside a file of rules are tried."""

from __future__ import annotations


def test_examples_that_hold_are_no_finding(of_condition):
    found = of_condition(
        "[swallowed my card, 吞卡]", "    examples: {match: [The ATM swallowed my card!, 机器吞卡了], no_match: a coin}"
    )
    assert found == []


def test_a_match_that_does_not_fire_is_an_error_at_the_rule(of_condition):
    (found,) = of_condition("swallowed my card", "    examples: {match: It kept my card.}")
    assert (found.severity, found.code, found.where) == ("error", "example", "rules.yaml:3")
    assert "does not fire on its example 'It kept my card.'" in found.message


def test_a_no_match_that_fires_is_an_error(of_condition):
    (found,) = of_condition("card", "    examples: {no_match: [my cards, nothing]}")
    assert found.severity == "error"
    assert "fires on 'my cards', which it must not" in found.message


def test_what_an_example_cannot_show_is_a_remark(of_condition):
    for beyond in ("{field: {name: channel, is: app}}", "{date: within 30 days}", "{decision: {head: h, label: l}}"):
        (found,) = of_condition(f"{{all: [card, {beyond}]}}", "    examples: {match: my card on 2020-01-01}")
        assert (found.severity, found.code) == ("info", "untried example")


def test_each_rule_is_tried_on_its_own_examples_only(linted):
    assert (
        linted(
            "rules:\n"
            "  - {id: a, when: card, then: {route: x}, examples: {match: my card}}\n"
            "  - {id: b, when: pin, then: {route: y}, examples: {match: my pin, no_match: my card}}\n"
        )
        == []
    )


def test_a_long_example_is_cut_in_the_message(of_condition):
    (found,) = of_condition("pin", f"    examples: {{match: {'card ' * 100}}}")
    assert len(found.message) < 200
