"""One rule of a domain expert, and a file of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from scaffold.rules.language.condition import Condition, Element, Listed, Name
from scaffold.rules.language.effect import Effect

Hardness = Literal["soft", "hard"]
Use = Literal["label", "train", "decide", "explain"]
USES: tuple[Use, ...] = ("label", "train", "decide", "explain")


class RuleExamples(Element):
    """Texts of the author that a rule is tried on."""

    match: Annotated[tuple[str, ...], Listed] = Field((), description="texts it must fire on")
    no_match: Annotated[tuple[str, ...], Listed] = Field((), description="texts it must not fire on")


class Rule(Element):
    """What an expert knows: when something holds of a text, then something follows."""

    id: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S+$")]
    description: str = ""
    owner: str | None = Field(None, description="who answers for it")
    source: str | None = Field(None, description="where the knowledge is from")
    expires: date | None = Field(None, description="last day it holds")
    when: Condition
    then: Effect
    hardness: Hardness = "soft"
    uses: Annotated[tuple[Use, ...], Listed] = Field(
        USES, min_length=1, description="what it is used for; everything if not given"
    )
    examples: RuleExamples = RuleExamples()

    @field_validator("expires", mode="before")
    @classmethod
    def _is_a_day(cls, value: Any) -> Any:
        # pydantic would take a number for seconds since 1970.
        if not isinstance(value, str):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"expected a day such as 2027-12-31, found {value[:60]!r}") from None

    @model_validator(mode="after")
    def _silence_is_answered_for(self) -> Rule:
        if self.then.mute and not (self.owner and self.expires):
            raise ValueError("a rule that mutes needs an owner and expires: silence must not outlive its reason")
        return self

    def has_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and self.expires < today

    @property
    def gist(self) -> str:
        """Its effect in a few words."""
        return self.then.gist


class LabelOf(Element):
    """A label of a head."""

    label: Name
    head: str | None = None


def _label_of(value: Any) -> Any:
    return {"label": value} if isinstance(value, str) else value


class Implication(Element):
    """A label that another one brings with it."""

    if_: LabelOf = Field(alias="if")
    then: LabelOf

    _of_bare_labels = field_validator("if_", "then", mode="before")(_label_of)


class RuleDocument(Element):
    """The content of a file of rules."""

    head: str | None = Field(None, description="head that labels belong to where a rule names none")
    implies: tuple[Implication, ...] = Field((), description="labels that bring others with them")
    excludes: tuple[tuple[LabelOf, ...], ...] = Field((), description="labels of which one at most holds")
    rules: tuple[Rule, ...] = ()

    @field_validator("implies", "excludes", "rules", mode="before")
    @classmethod
    def _may_be_empty(cls, value: Any) -> Any:
        return () if value is None else value

    @field_validator("excludes", mode="before")
    @classmethod
    def _of_bare_labels(cls, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return [[_label_of(each) for each in group] if isinstance(group, list) else group for group in value]

    @field_validator("excludes")
    @classmethod
    def _two_at_least(cls, value: tuple[tuple[LabelOf, ...], ...]) -> tuple[tuple[LabelOf, ...], ...]:
        for group in value:
            if len(set(group)) < 2:
                raise ValueError("a group of labels that exclude each other needs two different ones at least")
        return value
