"""Suggestions as tasks with pre-annotations for Label Studio, and the labelling interface that goes with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.labelling.suggestion import Suggestion

_TEXT = "text"


def as_tasks(suggestions: Sequence[Suggestion], head: str | None, model: str) -> str:
    """A JSON list in Label Studio's import format: the data of each task, and the model's label as a prediction.

    Label Studio numbers tasks itself, so the identifier of a text is its `source_id`.

    :param head: whose labels are wanted; None where there is only one kind of label.
    :param model: what its predictions are shown under.
    """
    tasks = [
        {
            "data": {_TEXT: each.text, "source_id": each.id, "why": each.why},
            "predictions": _predictions(each, head, model),
        }
        for each in suggestions
    ]
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def labelling_config(head: str | None, labels: Sequence[str]) -> str:
    """The XML of the labelling interface: a text and its choices, or a field to write in where no labels are known."""
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Text", name=_TEXT, value=f"${_TEXT}")
    name = control(head)
    if labels:
        choices = ElementTree.SubElement(
            view, "Choices", name=name, toName=_TEXT, choice="single", showInline="true", required="true"
        )
        for label in labels:
            ElementTree.SubElement(choices, "Choice", value=label)
    else:
        ElementTree.SubElement(view, "TextArea", name=name, toName=_TEXT, maxSubmissions="1", required="true")
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def control(head: str | None) -> str:
    """Name under which Label Studio keeps the labels of a head, and exports them: a column that `train` knows.

    >>> control("intent"), control(None)
    ('intent_label', 'label')
    """
    return f"{head}_label" if head else "label"


def _predictions(suggestion: Suggestion, head: str | None, model: str) -> list[dict[str, Any]]:
    if suggestion.label is None:
        return []
    chosen = {
        "from_name": control(head),
        "to_name": _TEXT,
        "type": "choices",
        "value": {"choices": [suggestion.label]},
    }
    return [{"model_version": model, "score": suggestion.probability, "result": [chosen]}]
