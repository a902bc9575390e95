"""The page about the sample, with the counts of what was written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scaffold_recommendation.sample_writing.blockfile import BLOCKS
from scaffold_recommendation.sample_writing.plans import COLD_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold_recommendation.sample_writing.events import Row

FEW, MANY = 5, 100


def page(books: Sequence[Mapping[str, Any]], events: Sequence[Row], readers: Sequence[Row]) -> str:
    """`README.md`, in which each count is that of the rows."""
    text = (BLOCKS / "readme.md").read_text(encoding="utf-8")
    return text.format_map(_of_books(books) | _of_events(books, events, readers))


def _of_books(books: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    tags = Counter(tag for book in books for tag in book["tags"][1:])
    formats = Counter(book["format"] for book in books)
    return _written(
        books=len(books),
        chinese=sum(book["language"] == "zh" for book in books),
        genres=len({book["tags"][0] for book in books}),
        themes=len(tags),
        authors=len({book["author"] for book in books}),
        in_series=sum(book["series"] is not None for book in books),
        sold_out=sum(book["stock"] == 0 for book in books),
        files=formats["ebook"] + formats["audiobook"],
        leaving=sum(book["until"] is not None for book in books),
        limited=sum(book["age_limit"] is not None for book in books),
        picked=sum(book["staff_pick"] is not None for book in books),
        advertised=sum(book["advertised"] is not None for book in books),
        cold=sum(book["since"] >= COLD_FROM.isoformat() for book in books),
    ) | {"cold_from": f"{COLD_FROM.day} {COLD_FROM:%B %Y}"}


def _of_events(books: Sequence[Mapping[str, Any]], events: Sequence[Row], readers: Sequence[Row]) -> dict[str, str]:
    kinds = Counter(row[2] for row in events)
    of_book, of_reader = Counter(row[1] for row in events), Counter(row[0] for row in events)
    each = [of_reader[row[0]] for row in readers]
    tenth = len(books) // 10
    top = sum(count for _, count in of_book.most_common(tenth))
    return _written(
        readers=len(readers),
        events=len(events),
        views=kinds["view"],
        wishes=kinds["wishlist"],
        purchases=kinds["purchase"],
        ratings=sum(row[3] is not None for row in events),
        few=sum(count <= FEW for count in each),
        many=sum(count >= MANY for count in each),
        few_at_most=FEW,
        many_at_least=MANY,
        median=sorted(each)[len(each) // 2],
        untaken=sum(of_book[book["id"]] == 0 for book in books),
        seldom=sum(of_book[book["id"]] <= FEW for book in books),
        tenth=tenth,
        top_share=round(100 * top / len(events)),
    )


def _written(**counts: int) -> dict[str, str]:
    return {name: f"{count:,}" for name, count in counts.items()}
