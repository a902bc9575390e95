"""The answers to a template's questions: given, asked for, or by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.projects.rendering import Filling
from scaffold.projects.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scaffold.projects.naming import ProjectName
    from scaffold.projects.questions import Answer, Question
    from scaffold.projects.template import Template


def answered(
    template: Template,
    name: ProjectName,
    given: Mapping[str, Any],
    ask: Callable[[Question, str], Answer] | None = None,
    suggested: Mapping[str, Answer] | None = None,
) -> dict[str, Answer]:
    """An answer to each question of the template, in their order.

    :param given: by name of the question.
    :param suggested: takes the place of the template's defaults.
    :param ask: asks a person, with what counts where nothing is typed; None to take that at once.
    :raises UserError: for an answer that is not allowed, and one to a question that is not asked.
    """
    for wanted in given:
        template.question(wanted)
    sandbox = Sandbox({})
    answers: dict[str, Answer] = {}
    for question in template.description.questions:
        if question.name in given:
            answers[question.name] = question.answer(given[question.name])
            continue
        default = (suggested or {}).get(question.name)
        if default is None:
            values = Filling(name, answers, {}).values(template)
            default = sandbox.text(question.default, values, f"the default of {question.name}")
        elif not isinstance(default, str):
            default = ", ".join(default)
        answers[question.name] = ask(question, default) if ask else question.answer(default)
    return answers
