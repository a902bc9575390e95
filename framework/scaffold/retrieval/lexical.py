"""Search by words: BM25 over an FTS5 table beside the documents."""

from __future__ import annotations

import sqlite3

from scaffold.text import words

SCHEMA = "CREATE VIRTUAL TABLE lexical USING fts5(text, body, tokenize = 'porter unicode61');"

MAX_TERMS = 256
"""Distinct terms of a query that are looked up; the rest of a longer query is left out."""


def insert(connection: sqlite3.Connection, number: int, text: str, body: str) -> None:
    """Make the document with this row number findable."""
    connection.execute(
        "INSERT INTO lexical (rowid, text, body) VALUES (?, ?, ?)",
        (number, " ".join(words(text)), " ".join(words(body))),
    )


def remove(connection: sqlite3.Connection, number: int) -> None:
    """Make the document with this row number unfindable."""
    connection.execute("DELETE FROM lexical WHERE rowid = ?", (number,))


def search(
    connection: sqlite3.Connection, query: str, limit: int, weights: tuple[float, float] = (1.0, 1.0)
) -> list[tuple[int, float]]:
    """Row numbers and BM25 scores (higher is better) of documents that share a word stem with the query.

    English words are compared by their Porter stem; Chinese by characters and pairs of characters. Equal
    scores are ordered by document id. Source: Robertson and Zaragoza, "The Probabilistic Relevance
    Framework: BM25 and Beyond", 2009, with FTS5's k1 = 1.2 and b = 0.75.

    :param weights: how much a word counts in `text` and in `body`.
    """
    terms = list(dict.fromkeys(words(query)))[:MAX_TERMS]
    if not terms or limit < 1:
        return []
    rows = connection.execute(
        "SELECT lexical.rowid, -bm25(lexical, ?, ?) AS score FROM lexical"
        " JOIN document ON document.number = lexical.rowid"
        " WHERE lexical MATCH ? ORDER BY score DESC, document.id LIMIT ?",
        (*weights, " OR ".join(f'"{term}"' for term in terms), limit),
    )
    return [(int(number), float(score)) for number, score in rows]
