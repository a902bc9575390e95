"""One tag a token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.data.labels.names import NO_NAMES, LabelNames
from scaffold.data.spans import token_offsets
from scaffold.data.tag_scheme import IllegalTagError, TagScheme, bio_tags_of
from scaffold.data.values import scalar, structure
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.labels.fields import Fields


@dataclass
class TagLists:
    """Reads the tags in one column, in whichever scheme they are, as BIO.

    :ivar out_of_order: how many tags went on with an entity that was not begun, and where the first stood.
    """

    column: str
    scheme: TagScheme
    names: LabelNames = NO_NAMES
    out_of_order: int = field(default=0, init=False)
    first_place: str = field(default="", init=False)

    def read(self, row: Fields) -> list[str] | None:
        """One BIO tag for each of `metadata["tokens"]`.

        :raises DataError: for a tag that the scheme does not have, or tags that do not fit the tokens or the text.
        """
        value = structure(row.values.get(self.column))
        cells = value.split() if isinstance(value, str) else value
        if not isinstance(cells, list) or not cells:
            return None
        tags = [self.names.of(scalar(cell), row.token_where(index)) for index, cell in enumerate(cells)]
        tokens = self._tokens(row, len(tags))
        try:
            entities = self.scheme.entities(tags)
        except IllegalTagError as error:
            raise DataError(
                f"token {error.index + 1} ({tokens[error.index]!r}): {error}",
                where=row.token_where(error.index),
                hint=f"The tags of this data set are written as {self.scheme.name}; mend this one.",
            ) from error
        if entities.out_of_order and not self.first_place:
            self.first_place = row.token_where(entities.out_of_order[0])
        if self.scheme.name != "IOB1":
            self.out_of_order += len(entities.out_of_order)
        return bio_tags_of(entities.found, len(tags))

    def _tokens(self, row: Fields, count: int) -> list[str]:
        """The tokens of a row, which stand in its text and are as many as its tags."""
        tokens: list[str] = row.metadata.setdefault("tokens", row.text.text.split())
        if len(tokens) != count:
            raise DataError(
                f"there are {len(tokens)} tokens and {count} tags", where=row.where, hint="Give every token one tag."
            )
        try:
            token_offsets(row.text.text, tokens)
        except ValueError as error:
            raise DataError(
                str(error), where=row.where, hint="Give the tokens as they stand in the text, or leave the text out."
            ) from error
        return tokens

    def notes(self) -> Sequence[str]:
        """The scheme, where names come from, and what was out of order."""
        odd = (
            f"{self.out_of_order} tags in column {self.column!r} go on with an entity that was not begun; each is"
            f" read as a beginning (the first: {self.first_place})"
        )
        return (
            f"tags in column {self.column!r} are written as {self.scheme.name}",
            *self.names.note(),
            *([odd] if self.out_of_order else []),
        )
