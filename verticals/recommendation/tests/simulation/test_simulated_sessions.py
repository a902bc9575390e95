"""Simulated readers in front of lists."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.simulation.session import SimulatedReaders
from scaffold_recommendation.simulation.taste import START

NOW = START + 100 * 86_400.0
LIST = [f"b{number}" for number in range(40)]


@pytest.fixture
def crowd(catalogue: Catalogue) -> SimulatedReaders:
    return SimulatedReaders(catalogue, 5, 400)


def visits(crowd: SimulatedReaders, items: list[str]) -> list[tuple[str, str, str]]:
    return [(name, one.item, one.kind) for name in crowd.names for one in crowd.visit(name, items, NOW)]


def test_the_same_lists_give_the_same_answers(catalogue: Catalogue, crowd: SimulatedReaders) -> None:
    answers = visits(crowd, LIST)
    assert visits(SimulatedReaders(catalogue, 5, 400), LIST) == answers
    assert visits(SimulatedReaders(catalogue, 6, 400), LIST) != answers
    assert len(answers) > 200


def test_what_is_taken_is_of_the_list_with_the_usual_weights(crowd: SimulatedReaders) -> None:
    found = [one for name in crowd.names for one in crowd.visit(name, LIST, NOW)]
    assert {one.item for one in found} <= set(LIST)
    assert {(one.kind, one.weight) for one in found} == {("view", 1.0), ("wishlist", 2.0), ("purchase", 5.0)}


def test_nothing_is_taken_again(crowd: SimulatedReaders) -> None:
    first = {(name, item) for name, item, _ in visits(crowd, LIST)}
    second = {(name, item) for name, item, _ in visits(crowd, LIST)}
    assert second
    assert not first & second


def test_what_is_remembered_is_not_taken(crowd: SimulatedReaders) -> None:
    crowd.remember([("r0001", item, START) for item in LIST] + [("nobody", "b1", START), ("r0001", "unknown", START)])
    assert crowd.chances("r0001", LIST, NOW) == [0.0] * len(LIST)
    assert crowd.visit("r0001", LIST, NOW) == []


def test_unknown_and_repeated_items_hold_their_place(crowd: SimulatedReaders) -> None:
    alone = crowd.chances("r0002", ["b1", "b2", "b3"], NOW)
    mixed = crowd.chances("r0002", ["b1", "no such book", "b3", "b1"], NOW)
    assert mixed == [alone[0], 0.0, alone[2], 0.0]
    assert crowd.visit("r0002", ["no such book"], NOW) == []
    assert crowd.visit("r0002", [], NOW) == []


def test_chances_are_how_often_things_are_taken(crowd: SimulatedReaders) -> None:
    told, taken = 0.0, 0
    for name in crowd.names:
        told += sum(crowd.chances(name, LIST, NOW))
        taken += len(crowd.visit(name, LIST, NOW))
    assert taken == pytest.approx(told, abs=4 * told**0.5)


def test_lists_of_what_somebody_likes_are_taken_more(catalogue: Catalogue, crowd: SimulatedReaders) -> None:
    def best(name: str) -> list[str]:
        order = np.argsort(crowd.chances(name, list(catalogue.ids), NOW) * (1 + np.arange(len(catalogue))) ** 0.5)
        return [catalogue.ids[int(number)] for number in order[::-1][:10]]

    liked = np.mean([sum(crowd.chances(name, best(name), NOW)) for name in crowd.names])
    same = np.mean([sum(crowd.chances(name, LIST[:10], NOW)) for name in crowd.names])
    assert liked > 2 * same


def test_luck_belongs_to_the_item_and_not_to_the_list(catalogue: Catalogue) -> None:
    """An item at the top of two lists meets the same luck, whatever stands below it."""
    one, two = (SimulatedReaders(catalogue, 5, 400) for _ in range(2))
    first = {name for name in one.names if any(t.item == "b7" for t in one.visit(name, ["b7", *LIST[10:20]], NOW))}
    alone = {name for name in two.names if two.visit(name, ["b7"], NOW)}
    # What others took below it has made nothing more popular that stands at the top.
    assert len(first ^ alone) <= 0.05 * max(len(alone), 20)


def test_an_unknown_reader_is_an_error(crowd: SimulatedReaders) -> None:
    with pytest.raises(KeyError):
        crowd.visit("r9999", LIST, NOW)
    assert crowd["r0001"].name == crowd.names[0] == "r0001"
