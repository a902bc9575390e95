"""From items to what they say: sentiment, topics, companies, events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from scaffold_financial_sentiment.understanding.events import EventReader
from scaffold_financial_sentiment.understanding.towards import Towards
from scaffold_financial_sentiment.understanding.understood import NEUTRAL, Understood

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.rules.language.rule_file import RuleSet
    from scaffold_financial_sentiment.companies.linker import Found, Linker
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.understanding.understood import Judge, Judgement, Vector


@runtime_checkable
class Embedding(Protocol):
    """A judge that can also say what a text means."""

    def vectors(self, texts: Sequence[str]) -> list[Vector]:
        """One embedding of unit length a text."""
        ...


_UNREAD = Understood(NEUTRAL, 0.0)


class Understanding:
    """Reads items; what it says of one depends on that item alone, however items are put into batches.

    An item that names no company is not judged, as nothing counts it: it is neutral.

    :param judge: tells sentiment and topics.
    :param linker: finds companies.
    :param rules: name events and give orders.
    :param embeds: whether a judge that is `Embedding` gives vectors of the items that name a company.
    :param every: whether to judge the others, too.
    """

    def __init__(
        self, judge: Judge, linker: Linker, rules: RuleSet, *, embeds: bool = True, every: bool = False
    ) -> None:
        self.judge = judge
        self._every = every
        self._embedding = judge if embeds and isinstance(judge, Embedding) else None
        self._linker = linker
        self._events = EventReader(rules)

    def understand(self, items: Sequence[Item]) -> list[Understood]:
        """What each item says, in their order.

        Headlines and the clauses of those with several companies are judged together, each text once.
        """
        found = [self._linker.find(item.text) for item in items]
        cut = [Towards.of(item.text, own) for item, own in zip(items, found, strict=True)]
        texts = dict.fromkeys(row for each in cut if self._is_read(each) for row in (each.text, *each.rows))
        judged = dict(zip(texts, self.judge.judge(list(texts)), strict=True))
        vectors = self._vectors([each.text for each in cut if each.companies], judged)
        rows = zip(items, found, cut, strict=True)
        return [
            self._understood(item, own, towards, judged, vectors) if self._is_read(towards) else _UNREAD
            for item, own, towards in rows
        ]

    def _is_read(self, towards: Towards) -> bool:
        return self._every or bool(towards.companies)

    def _understood(
        self,
        item: Item,
        found: Sequence[Found],
        towards: Towards,
        judged: Mapping[str, Judgement],
        vectors: Mapping[str, Vector],
    ) -> Understood:
        judgement = judged[item.text]
        said = self._events.read(item, found, judgement)
        return Understood(
            judgement.label,
            judgement.score,
            judgement.topics,
            towards.mentions(judged),
            said.events,
            said.rules,
            said.severity,
            said.route,
            said.muted,
            vectors.get(item.text, judgement.vector),
        )

    def _vectors(self, texts: Sequence[str], judged: Mapping[str, Judgement]) -> dict[str, Vector]:
        """Embeddings of texts that have none yet, each once."""
        missing = list(dict.fromkeys(text for text in texts if judged[text].vector is None))
        if not missing or self._embedding is None:
            return {}
        return dict(zip(missing, self._embedding.vectors(missing), strict=True))
