"""What a rule says when it fires."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scaffold.rules.language.condition import Element, Listed

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")


class Evidence(Element):
    """A label that becomes likelier, or less likely."""

    label: str = Field(min_length=1)
    weight: float = Field(1.0, ge=-20, le=20, description="added to the label's logit; below 0 speaks against it")


class Effect(Element):
    """`then`: at least one thing."""

    head: str | None = Field(None, description="head that the labels belong to; the file's if not given")
    label: str | None = Field(None, min_length=1, description="the text has this label")
    not_label: Annotated[tuple[str, ...], Listed] = Field((), description="the text has none of these labels")
    evidence: Evidence | None = None
    abstain: bool = Field(False, description="no answer by the model: a person decides")
    route: str | None = Field(None, min_length=1, description="queue or team that gets the text")
    template: str | None = Field(None, min_length=1, description="template of the answer")
    severity: Severity | None = Field(None, description="of an alert")
    mute: bool = Field(False, description="no alert is made of it; the rule needs an owner and a last day")
    exclude: bool = Field(False, description="of a list: the item is not shown")
    pin: int | None = Field(None, ge=1, description="of a list: the place that the item is put at, 1 is the first")
    boost: float | None = Field(
        None, ge=-10, le=10, description="of a list: added to the item's score, in standard deviations of the scores"
    )
    at_most: int | None = Field(
        None, ge=0, description="of a list: at most so many of the items that this rule fires on are shown"
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> Effect:
        if not (self.about_texts or self.about_lists):
            raise ValueError(
                "expected at least one of: label, not_label, evidence, abstain, route, template, severity, mute, "
                "exclude, pin, boost, at_most"
            )
        if sum((self.label is not None, bool(self.not_label), self.evidence is not None)) > 1:
            raise ValueError("label, not_label and evidence say different things about labels; make two rules of it")
        if self.exclude and self.moves:
            raise ValueError("an item that is not shown has no place: exclude stands without pin, boost and at_most")
        return self

    @property
    def about_texts(self) -> bool:
        """Whether it says something about a text; else it is about lists of items alone."""
        orders = (self.route, self.template, self.severity)
        return self.about_labels or self.abstain or self.mute or any(order is not None for order in orders)

    @property
    def about_lists(self) -> bool:
        """Whether it says something about the place of an item in a list."""
        return self.exclude or self.moves

    @property
    def moves(self) -> bool:
        """Whether it wants an item at a place, or higher or lower, or but a few of them."""
        return any(each is not None for each in (self.pin, self.boost, self.at_most))

    @property
    def about_labels(self) -> bool:
        """Whether it says something about the labels of a head."""
        return self.label is not None or bool(self.not_label) or self.evidence is not None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels it speaks of."""
        if self.evidence is not None:
            return (self.evidence.label,)
        return self.not_label if self.label is None else (self.label,)

    @property
    def gist(self) -> str:
        """What it says, in a few words."""
        said = [
            self.label,
            f"not {' or '.join(self.not_label)}" if self.not_label else None,
            f"{self.evidence.label} {self.evidence.weight:+g}" if self.evidence else None,
            "a person decides" if self.abstain else None,
            f"route {self.route}" if self.route else None,
            f"template {self.template}" if self.template else None,
            f"severity {self.severity}" if self.severity else None,
            "no alert" if self.mute else None,
            "not shown" if self.exclude else None,
            f"place {self.pin}" if self.pin is not None else None,
            f"score {self.boost:+g}" if self.boost is not None else None,
            f"at most {self.at_most} shown" if self.at_most is not None else None,
        ]
        return ", ".join(part for part in said if part)
