"""What to do with a prediction: answer, ask, or hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.decision.decision import Action
    from scaffold.decision.records import LabelDecision


def next_action(head: LabelDecision, *, rejected: bool, ask_below: float, error_rate: float) -> tuple[Action, str]:
    """The action and its reason, as a sentence.

    :param rejected: the text is stranger than the chosen share of known texts.
    :param ask_below: probability under which a single remaining label is not enough.
    :param error_rate: of the conformal set, for the reason's wording.
    """
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
