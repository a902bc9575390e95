"""Whatever was done to an index, it answers like one that was built in one go."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from scaffold.retrieval.document import Document
from scaffold.retrieval.index import DocumentIndex
from scaffold.retrieval.stamp import IndexStamp

STAMP = IndexStamp("drawn", 2)
IDS = st.sampled_from(["a", "b", "c", "d", "银行"])
TEXTS = st.lists(st.sampled_from(["card", "cards", "fee", "abroad", "信用卡", "is"]), max_size=4).map(" ".join)
VECTORS = st.lists(st.sampled_from([(1.0, 0.0), (0.6, 0.8), (0.0, 1.0), (-0.8, 0.6)]), min_size=0, max_size=3)
QUERIES = [("card", (1.0, 0.0)), ("信用卡 fee", (0.6, 0.8)), ("", (-0.8, 0.6))]


class IndexMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name) / "index"
        self.index = DocumentIndex.create(self.folder, STAMP)
        self.expected: dict[str, tuple[Document, np.ndarray]] = {}

    @rule(name=IDS, text=TEXTS, body=TEXTS, vectors=VECTORS)
    def add_or_update(self, name: str, text: str, body: str, vectors: list[tuple[float, float]]) -> None:
        document = Document(name, text, body, {"words": len(text)})
        values = np.array(vectors, np.float32).reshape(-1, 2)
        change = self.index.update if name in self.expected else self.index.add
        change([document], [values])
        self.expected[name] = (document, values)

    @precondition(lambda self: self.expected)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.expected)))
        self.index.delete([name])
        del self.expected[name]

    @rule(saved=st.booleans())
    def reopen(self, saved: bool) -> None:
        if saved:
            self.index.close()
        else:
            self.index._store.close()
        self.index = DocumentIndex.open(self.folder, STAMP)

    @rule()
    def save(self) -> None:
        self.index.save()

    @rule()
    def answers_like_a_fresh_index(self) -> None:
        assert self.index.documents() == [self.expected[name][0] for name in sorted(self.expected)]
        pairs = [self.expected[name] for name in sorted(self.expected, reverse=True)]
        with (
            tempfile.TemporaryDirectory() as scratch,
            DocumentIndex.create(Path(scratch) / "fresh", STAMP) as fresh,
        ):
            fresh.add([document for document, _ in pairs], [vectors for _, vectors in pairs])
            for query, vector in QUERIES:
                numbers = np.array(vector, np.float32)
                assert self.index.search_lexical(query) == fresh.search_lexical(query)
                assert self.index.search_vectors(numbers, k=2) == fresh.search_vectors(numbers, k=2)
                assert self.index.search(query, numbers, k=3) == fresh.search(query, numbers, k=3)

    def teardown(self) -> None:
        self.answers_like_a_fresh_index()
        self.index.close()
        self.scratch.cleanup()


TestIndexState = IndexMachine.TestCase
TestIndexState.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
