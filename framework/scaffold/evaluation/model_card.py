"""The model card: what a model is for, what it was made from, how good it is and where it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from scaffold.evaluation.environment import template_environment

if TYPE_CHECKING:
    from jinja2 import Environment

    from scaffold.evaluation.records import RunReport
    from scaffold.plugins.specs import VerticalInfo

_MARKS = re.compile(r"([\\`*_\[\]<>#|])")


def render_model_card(
    report: RunReport,
    info: VerticalInfo,
    *,
    base: str,
    licences: Mapping[str, str],
    limits: Sequence[str] = (),
    bundle: str = "BUNDLE",
    data: Sequence[Mapping[str, Any]] = (),
) -> str:
    """A model card in Markdown, after Mitchell et al. 2019, "Model Cards for Model Reporting".

    :param base: the base encoder, with its version or hash.
    :param licences: licence by part, such as the encoder and the training data.
    :param limits: known limits beyond those that the figures show.
    :param bundle: the folder to name in the commands that verify it.
    :param data: `file`, `rows` and `sha256` of each file of the data.
    """
    text = (
        _environment()
        .get_template("model_card.md.jinja")
        .render(report=report, info=info, base=base, licences=licences, limits=limits, bundle=bundle, data=data)
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _environment() -> Environment:
    environment = template_environment(html=False)
    environment.filters |= {"line": one_line, "cell": one_line}
    return environment


def one_line(text: str) -> str:
    """Text as one line of Markdown in which no character is markup."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))
