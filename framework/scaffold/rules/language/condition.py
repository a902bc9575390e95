"""What must hold of a text for a rule to fire."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    FiniteFloat,
    Tag,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from scaffold.rules.matching.comparison import read_comparison
from scaffold.rules.matching.dates import read_date_condition
from scaffold.rules.matching.patterns import check_pattern

Assertion = Literal["negated", "uncertain", "past", "other_person"]
Name = Annotated[str, Field(min_length=1)]


class Element(BaseModel):
    """Base of everything in a file of rules: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _knows_its_keys(cls, value: Any) -> Any:
        # Here, as an error of pydantic does not say which keys there are.
        known = {field.alias or name: name for name, field in cls.model_fields.items()}
        if isinstance(value, Element):
            return value
        if not isinstance(value, dict):
            raise PydanticCustomError("no_mapping", "expected keys", {"known": list(known)})
        for key in value:
            if key not in known and key not in cls.model_fields:
                raise PydanticCustomError("unknown_key", "unknown key", {"key": str(key), "known": list(known)})
        return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Listed = BeforeValidator(_listed)
"""Marks what may be a bare word in the place of a list of one."""


class Asserted(Element):
    """A condition on words, which may be negated, uncertain, of the past, or about somebody else (ConText)."""

    unless: Annotated[tuple[Assertion, ...], Listed] = Field(
        (), description="does not count where the words are said so"
    )
    only: Annotated[tuple[Assertion, ...], Listed] = Field((), description="counts only where the words are said so")


class Words(Asserted):
    """How words are compared with the text."""

    inflect: bool = Field(True, description="other forms of English words count as well: block, blocked, blocking")
    match_case: bool = Field(False, description="capitals must be as written")
    whole_words: bool = Field(True, description="no match inside a longer word; Chinese matches anywhere")


class Phrases(Words):
    """Any of some phrases."""

    phrases: Annotated[tuple[Name, ...], Listed] = Field(min_length=1, description="a phrase, or several")

    @model_validator(mode="before")
    @classmethod
    def _of_bare_words(cls, value: Any) -> Any:
        return {"phrases": value} if isinstance(value, str | list) else value

    @field_validator("phrases")
    @classmethod
    def _say_something(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for phrase in value:
            if not any(map(str.isalnum, phrase)):
                raise ValueError(f"the phrase {phrase!r} has no letter and no digit")
        return value


class LexiconTerms(Element):
    """Terms of a file, all of them or those of some categories."""

    file: str = Field(min_length=1, description="beside the file of rules: .txt, a term a line; .csv, term,category")
    category: Annotated[tuple[str, ...], Listed] = Field((), description="only terms of these categories")


class Lexicon(Words):
    """Any term of a file."""

    lexicon: LexiconTerms

    @field_validator("lexicon", mode="before")
    @classmethod
    def _of_bare_name(cls, value: Any) -> Any:
        return {"file": value} if isinstance(value, str) else value


class Regex(Asserted):
    """A regular expression in the syntax of RE2, which reads a text once."""

    regex: Annotated[tuple[str, ...], Listed] = Field(min_length=1, description="a pattern, or several")
    match_case: bool = Field(False, description="capitals must be as written")

    @field_validator("regex")
    @classmethod
    def _compile(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            if problem := check_pattern(pattern):
                raise ValueError(f"the pattern {pattern!r} {problem}")
        return value


class Number(Asserted):
    """A number with its unit, near a phrase or anywhere: `dose > 500 mg`."""

    number: str = Field(description="[phrase] > number [unit]; >=, <, <=, =, between A and B")

    @field_validator("number")
    @classmethod
    def _read(cls, value: str) -> str:
        read_comparison(value)
        return value


class Date(Element):
    """A date in the text: `before 2020-01-01`, `older than 30 days` (against the time of the example)."""

    date: str = Field(description="before|after|on DATE, between DATE and DATE, older than N days, within N days")

    @field_validator("date")
    @classmethod
    def _read(cls, value: str) -> str:
        read_date_condition(value)
        return value


class EntityTest(Element):
    """What a tagging head has to have found."""

    label: Name
    head: str | None = None


class Entity(Element):
    """A stretch of the text that a tagging head has labelled."""

    entity: EntityTest

    @field_validator("entity", mode="before")
    @classmethod
    def _of_bare_label(cls, value: Any) -> Any:
        return {"label": value} if isinstance(value, str) else value


class FieldTest(Element):
    """What the metadata of an example have to say."""

    name: Name
    is_: str | None = Field(None, alias="is")
    in_: Annotated[tuple[str, ...], Listed] = Field((), alias="in")
    above: FiniteFloat | None = None
    below: FiniteFloat | None = None
    exists: bool | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> FieldTest:
        if not self.model_fields_set - {"name"}:
            raise ValueError("expected one of: is, in, above, below, exists")
        return self


class MetadataField(Element):
    """A field of the example's metadata."""

    field: FieldTest


class DecisionTest(Element):
    """What another head has to have decided."""

    head: Name
    label: Name
    at_least: float = Field(0.0, ge=0, le=1, description="least calibrated probability")


class OtherDecision(Element):
    """Another head's decision."""

    decision: DecisionTest


class AllOf(Element):
    """Several conditions together, near each other if that is asked for; `not` and the like hold for the whole text."""

    all: tuple[Condition, ...] = Field(min_length=1)
    within: int | None = Field(None, ge=0, description="at most so many words between the first match and the last")
    ordered: bool = Field(False, description="the matches stand in the order of the conditions")
    same_sentence: bool = Field(False, description="the matches stand in one sentence")

    @field_validator("within", mode="before")
    @classmethod
    def _in_words(cls, value: Any) -> Any:
        return value.removesuffix("words").removesuffix("word").strip() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_places(self) -> AllOf:
        if self.has_places and sum(map(has_place, self.all)) < 2:
            raise ValueError("within, ordered and same_sentence need two conditions at least that match words")
        return self

    @property
    def has_places(self) -> bool:
        """Whether it matters where the matches stand."""
        return self.within is not None or self.ordered or self.same_sentence


class AnyOf(Element):
    """At least one of several conditions."""

    any: tuple[Condition, ...] = Field(min_length=1)


class NotThat(Element):
    """A condition that must not hold."""

    not_: Condition = Field(alias="not")


_KINDS: dict[str, type[Element]] = {
    "phrases": Phrases,
    "lexicon": Lexicon,
    "regex": Regex,
    "number": Number,
    "date": Date,
    "entity": Entity,
    "field": MetadataField,
    "decision": OtherDecision,
    "all": AllOf,
    "any": AnyOf,
    "not": NotThat,
}
CONDITION_KEYS = tuple(_KINDS)


def _kind(value: Any) -> str | None:
    if isinstance(value, str | list):
        return "phrases"
    if isinstance(value, Element):
        return next(key for key, kind in _KINDS.items() if isinstance(value, kind))
    keys = [key for key in CONDITION_KEYS if isinstance(value, dict) and key in value]
    return keys[0] if len(keys) == 1 else None


Condition: TypeAlias = Annotated[
    Annotated[Phrases, Tag("phrases")]
    | Annotated[Lexicon, Tag("lexicon")]
    | Annotated[Regex, Tag("regex")]
    | Annotated[Number, Tag("number")]
    | Annotated[Date, Tag("date")]
    | Annotated[Entity, Tag("entity")]
    | Annotated[MetadataField, Tag("field")]
    | Annotated[OtherDecision, Tag("decision")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NotThat, Tag("not")],
    Discriminator(_kind, custom_error_type="condition", custom_error_message="expected one condition"),
]
"""One condition; a bare phrase, or a list of phrases, is `phrases`."""


def has_place(condition: Element) -> bool:
    """Whether a match of it stands somewhere in the text."""
    if isinstance(condition, AllOf):
        return any(map(has_place, condition.all))
    if isinstance(condition, AnyOf):
        return all(map(has_place, condition.any))
    return isinstance(condition, Words | Asserted | Date | Entity)


for _composed in (AllOf, AnyOf, NotThat):
    _composed.model_rebuild()
