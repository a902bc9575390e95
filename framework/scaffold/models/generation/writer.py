"""From the fields of a line to what the model wrote for it: prompt, cut to size, generate, check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError
from scaffold.models.generation.grounding import Support, support

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.models.generation.generator import Generated, Generator
    from scaffold.models.generation.prompts import Prompts, Task
    from scaffold.models.tokens import TokenIds
    from scaffold.progress import Stage


@dataclass(frozen=True)
class Request:
    """One line that asks for a text.

    :ivar fields: what the prompt may use; `text` is one of them.
    :ivar place: file and line, for messages.
    """

    id: str
    fields: Mapping[str, Any]
    place: str


@dataclass(frozen=True)
class Written:
    """What was written for one line.

    :ivar input_cut: whether the model saw only a part of the text or the passages.
    :ivar support: how far the passages hold a draft; None for other tasks.
    """

    id: str
    text: str
    generated: Generated
    input_cut: bool
    support: Support | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, the shape of one line of `scaffold generate`."""
        one, draft = self.generated, self.generated.text
        line = {
            "id": self.id,
            "text": self.text,
            "generated": draft,
            "tokens_in": one.tokens_in,
            "tokens_out": one.tokens_out,
            "input_cut": self.input_cut,
            "output_cut": one.cut,
            "score": round(one.score, 6),
        }
        if self.support is not None:
            spans = [{"start": start, "end": end, "text": draft[start:end]} for start, end in self.support.unsupported]
            line |= {"supported": round(self.support.share, 4), "unsupported": spans}
        return line


class Writer:
    """Writes for lines what a task asks for.

    :param task: a `draft` is checked against the `passages` of its line.
    """

    def __init__(self, generator: Generator, prompts: Prompts, task: Task | None = None) -> None:
        self.generator = generator
        self.prompts = prompts
        self.task = task

    def write(self, requests: Sequence[Request], stage: Stage | None = None) -> list[Written]:
        """What the model writes for each request, in their order.

        :raises DataError: naming the line that lacks a field, has no passages for a draft, or is too long.
        """
        if self.task == "draft":
            for request in requests:
                _check_passages(request)
        prompts = [self.prompts.render(request.fields, request.place) for request in requests]
        sequences = self.generator.tokenise(prompts)
        limit = self.generator.input_limit
        cut = [len(ids) > limit for ids in sequences]
        for index, too_long in enumerate(cut):
            if too_long:
                sequences[index] = self._shortened(requests[index], len(sequences[index]))
        generated = self.generator.complete(sequences, stage)
        return [self._written(*one) for one in zip(requests, generated, cut, strict=True)]

    def _written(self, request: Request, generated: Generated, cut: bool) -> Written:
        held = support(generated.text, request.fields["passages"]) if self.task == "draft" else None
        return Written(request.id, request.fields["text"], generated, cut, held)

    def _shortened(self, request: Request, length: int) -> TokenIds:
        """The prompt with as much of the text, or of the passages, as the model can take.

        :param length: of the whole prompt, in tokens.
        """
        limit = self.generator.input_limit
        if self.generator.settings.too_long == "refuse":
            raise _too_long(request, length, limit, "Shorten the text, or set generation.too_long=cut.")
        field = "passages" if self.task == "draft" else "text"
        best: TokenIds | None = None
        low, high = 1, sum(map(len, request.fields[field]))
        while low <= high:
            middle = (low + high) // 2
            (ids,) = self.generator.tokenise([self._with_less(request, field, middle)])
            length = len(ids)
            if length <= limit:
                best, low = ids, middle + 1
            else:
                high = middle - 1
        if best is None:
            advice = f"That is without its {field}: shorten the other fields or the prompt."
            raise _too_long(request, length, limit, advice)
        return best

    def _with_less(self, request: Request, field: str, characters: int) -> str:
        """The prompt with the first `characters` of a field."""
        if field == "text":
            shorter: Any = request.fields["text"][:characters]
        else:
            shorter = _first_of(request.fields["passages"], characters)
        return self.prompts.render({**request.fields, field: shorter}, request.place)


def _too_long(request: Request, length: int, limit: int, advice: str) -> DataError:
    message = f"the prompt of this line has {length} tokens, and the model takes {limit}"
    return DataError(message, where=request.place, hint=advice)


def _first_of(passages: Sequence[str], characters: int) -> list[str]:
    """Passages from the first on, until so many characters are used; the last of them may be cut."""
    kept: list[str] = []
    for passage in passages:
        if characters <= 0:
            break
        kept.append(passage[:characters])
        characters -= len(passage)
    return kept


def _check_passages(request: Request) -> None:
    passages = request.fields.get("passages")
    if (
        not isinstance(passages, list)
        or not passages
        or not all(isinstance(each, str) and each.strip() for each in passages)
    ):
        raise DataError(
            "a draft needs passages to be written from",
            where=request.place,
            hint='Add a list of texts to the line: "passages": ["...", "..."].',
        )
