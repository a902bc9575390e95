"""What to do with a prediction: answer, ask, or hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.decision.costs import Costs
    from scaffold.decision.decision import Action
    from scaffold.decision.records import LabelDecision


def next_action(
    head: LabelDecision,
    *,
    rejected: bool,
    ask_below: float,
    error_rate: float,
    costs: Costs | None = None,
    answer_cost: float | None = None,
) -> tuple[Action, str]:
    """The action and its reason, as a sentence.

    :param rejected: the text is stranger than the chosen share of known texts.
    :param ask_below: probability under which a single remaining label is not enough; of no account with costs.
    :param error_rate: of the conformal set, for the reason's wording.
    :param costs: declared costs; the action is then the one with the least expected cost.
    :param answer_cost: expected cost of answering (`Costs.of_answers`); by the head's probability if not given.
    """
    if costs:
        wrong = (1 - head.probability) * costs.wrong_answer if answer_cost is None else answer_cost
        return _cheapest_of_strange(head, costs) if rejected else _cheapest(head, costs, wrong)
    sure = f"{head.probability:.0%}"
    if rejected:
        return "handoff", f"the text is unlike what the model was trained on; its best guess is {head.label} ({sure})"
    if len(head.set) == 1 and head.probability >= ask_below:
        return "answer", f"{head.label} is the one label left at an error rate of {error_rate:.0%} ({sure})"
    if len(head.set) == 1:
        return "ask", f"{head.label} is likeliest, but at {sure} below the {ask_below:.0%} that an answer needs"
    return (
        "ask",
        f"{len(head.set)} labels are possible at an error rate of {error_rate:.0%}; likeliest {head.label} ({sure})",
    )


def _cheapest(head: LabelDecision, costs: Costs, wrong: float) -> tuple[Action, str]:
    """Elkan 2001, section 2: the least expected cost; of equals the one that gets further without a person."""
    expected: dict[Action, float] = {"answer": wrong, "ask": costs.ask, "handoff": costs.handoff}
    words: dict[Action, str] = {
        "answer": f"answering {head.label} costs {wrong:.3g} on average ({1 - head.probability:.0%} wrong)",
        "ask": f"asking back costs {costs.ask:.3g}",
        "handoff": f"handing over costs {costs.handoff:.3g}",
    }
    return _least(expected, words)


def _cheapest_of_strange(head: LabelDecision, costs: Costs) -> tuple[Action, str]:
    """Of a text unlike the known ones no probability holds: an answer counts as wrong, and asking ends in a handoff."""
    expected: dict[Action, float] = {
        "handoff": costs.handoff,
        "ask": costs.ask + costs.handoff,
        "answer": costs.wrong_answer,
    }
    words: dict[Action, str] = {
        "handoff": f"handing over costs {costs.handoff:.3g}",
        "ask": f"asking back first {costs.ask + costs.handoff:.3g}",
        "answer": f"answering {head.label}, which counts as wrong, {costs.wrong_answer:.3g}",
    }
    action, reason = _least(expected, words)
    return action, f"the text is unlike what the model was trained on: {reason}"


def _least(expected: dict[Action, float], words: dict[Action, str]) -> tuple[Action, str]:
    action = min(expected, key=lambda name: expected[name])
    others = [words[name] for name in expected if name != action]
    return action, f"{words[action]}, {others[0]}, {others[1]}"
