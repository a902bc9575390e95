"""What holds of every list, whatever the items, the rules and the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.data.items import Item
from scaffold_recommendation.ordering.candidate import Candidate
from scaffold_recommendation.ordering.context import Context

NOW = 1_700_000_000.0
CONDITIONS = {
    "{field: {name: publisher, is: p}}": lambda item, user, seen: item.fields["publisher"] == "p",
    "{not: {field: {name: publisher, is: p}}}": lambda item, user, seen: item.fields["publisher"] != "p",
    "{field: {name: tags, is: a}}": lambda item, user, seen: "a" in item.tags,
    "[box set, 套装]": lambda item, user, seen: "box set" in item.title,
    "{field: {name: seen, above: 1}}": lambda item, user, seen: seen > 1,
    "{all: [{field: {name: user.age, above: 30}}, {field: {name: tags, is: b}}]}": lambda item, user, seen: (
        user.get("age", 0) > 30 and "b" in item.tags
    ),
}


@dataclass(frozen=True)
class Said:
    """A rule as it was drawn."""

    when: str
    effect: str
    value: Any
    hard: bool

    def line(self, number: int) -> str:
        hardness = "hard" if self.hard else "soft"
        return (
            f"  - {{id: r{number}, when: {self.when}, then: {{{self.effect}: {self.value}}}, hardness: {hardness}}}\n"
        )


@dataclass(frozen=True)
class World:
    """Everything that a list depends on."""

    items: tuple[Item, ...]
    scores: tuple[float, ...]
    rules: tuple[Said, ...]
    settings: dict[str, Any]
    context: Context
    k: int
    vectors: np.ndarray | None

    @property
    def candidates(self) -> list[Candidate]:
        return [Candidate(number, score, 0.5) for number, score in enumerate(self.scores)]

    def fires(self, rule: Said, number: int) -> bool:
        return CONDITIONS[rule.when](self.items[number], self.context.user, self.context.seen.get(number, 0))

    def may_be_shown(self, number: int) -> bool:
        item, context = self.items[number], self.context
        if item.stock == 0 or number in context.owned or (item.since or 0) > NOW or (item.until or NOW) < NOW:
            return False
        unknown = 0 if self.settings["unknown_age"] == "hide" else 99
        if item.fields["age_limit"] > context.user.get("age", unknown):
            return False
        return not any(rule.effect == "exclude" and self.fires(rule, number) for rule in self.rules)

    def caps(self):
        """Items and how many of them may be shown, of each cap; whether it is hard."""
        for rule in self.rules:
            if rule.effect == "at_most":
                yield {n for n in range(len(self.items)) if self.fires(rule, n)}, rule.value, rule.hard
        most = self.settings["most_per_category"]
        for category in {item.category for item in self.items} - {""}:
            if most is not None:
                yield {n for n, item in enumerate(self.items) if item.category == category}, most, False


items = st.builds(
    lambda title, tags, stock, since, until, limit, publisher: Item(
        "", title, "", tags, None, stock, since, until, {"publisher": publisher, "age_limit": limit}
    ),
    st.sampled_from(["a book", "a box set"]),
    st.sampled_from([(), ("a",), ("b",), ("b", "a"), ("c",)]),
    st.sampled_from([None, None, 5, 0]),
    st.sampled_from([None, None, NOW - 5, NOW + 5]),
    st.sampled_from([None, None, NOW + 5, NOW - 5]),
    st.sampled_from([0, 0, 0, 25]),
    st.sampled_from(["p", "q"]),
)
effects = st.one_of(
    st.tuples(st.just("exclude"), st.just("yes")),
    st.tuples(st.just("pin"), st.integers(1, 6)),
    st.tuples(st.just("boost"), st.sampled_from([-3.0, -0.5, 0.7, 4.0])),
    st.tuples(st.just("at_most"), st.integers(0, 3)),
)
rules = st.builds(
    lambda when, effect, hard: Said(when, *effect, hard), st.sampled_from(list(CONDITIONS)), effects, st.booleans()
)


some_rules = st.lists(rules, max_size=4)


@st.composite
def worlds(draw, of_rules=some_rules, diversity=("mmr", "msd", "dpp", "none"), explore=(0.0, 0.4, 1.0)):
    known = draw(st.lists(items, max_size=12))
    known = [Item(f"i{n}", *(getattr(item, name) for name in Item.__slots__[1:])) for n, item in enumerate(known)]
    scores = draw(st.lists(st.integers(-5, 5).map(float), min_size=len(known), max_size=len(known)))
    chosen = {
        "diversity": draw(st.sampled_from(diversity)),
        "trade_off": draw(st.sampled_from([0.0, 0.3, 0.7, 1.0])),
        "most_per_category": draw(st.sampled_from([None, None, 1, 2])),
        "explore": draw(st.sampled_from(explore)),
        "explore_by": draw(st.sampled_from(["epsilon", "softmax"])),
        "depth": draw(st.sampled_from([1, 3, 100])),
        "unknown_age": draw(st.sampled_from(["hide", "show"])),
    }
    numbers = st.integers(0, max(len(known) - 1, 0))
    context = Context(
        user=draw(st.sampled_from([{}, {"age": 20}, {"age": 40}])),
        now=NOW,
        seen=draw(st.dictionaries(numbers, st.integers(1, 3), max_size=4)),
        owned=frozenset(draw(st.lists(numbers, max_size=2))),
        seed=draw(st.integers(0, 1000)),
    )
    vectors = np.random.default_rng(context.seed).normal(size=(len(known), 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[::5] = 0.0
    said = tuple(draw(of_rules))
    given_vectors = vectors if draw(st.booleans()) else None
    return World(tuple(known), tuple(scores), said, chosen, context, draw(st.integers(0, 8)), given_vectors)


@pytest.fixture(scope="module")
def explained(shop):
    """The list of a world, and what is not on it."""

    def make(world: World):
        ordering = shop(world.items, "".join(rule.line(n) for n, rule in enumerate(world.rules)), **world.settings)
        return ordering.explain(world.candidates, world.k, world.context, world.vectors, range(len(world.items)))

    return make


@given(world=worlds())
def test_every_list_keeps_to_what_is_hard(explained, world):
    shown = [each.item for each in explained(world).shown]

    assert len(shown) == len(set(shown)) <= world.k
    assert all(world.may_be_shown(number) for number in shown)
    for those, most, is_hard in world.caps():
        if is_hard:
            assert len(those & set(shown)) <= most


@given(world=worlds())
def test_places_stay_empty_only_where_something_hard_forbids_it(explained, world):
    shown = {each.item for each in explained(world).shown}
    left = {n for n in range(len(world.items)) if world.may_be_shown(n)} - shown
    if len(shown) < world.k:
        hard = [(those, most) for those, most, is_hard in world.caps() if is_hard]
        assert all(any(number in those and len(those & shown) >= most for those, most in hard) for number in left)


@given(world=worlds())
def test_soft_caps_give_way_only_where_nothing_else_is_left(explained, world):
    if any(rule.effect == "pin" and rule.hard for rule in world.rules):
        return
    shown = {each.item for each in explained(world).shown}
    left = {n for n in range(len(world.items)) if world.may_be_shown(n)} - shown
    caps = [(those, most) for those, most, _ in world.caps()]
    if any(len(those & shown) > most for those, most in caps):
        assert all(any(number in those and len(those & shown) >= most for those, most in caps) for number in left)


@given(world=worlds(st.just(()), diversity=("none",), explore=(0.0,)))
def test_with_nothing_to_do_it_is_the_order_of_the_scores(explained, world):
    if world.settings["most_per_category"] is not None:
        return
    may = sorted((n for n in range(len(world.items)) if world.may_be_shown(n)), key=lambda n: -world.scores[n])
    made = explained(world)

    assert [each.item for each in made.shown] == may[: world.k]
    assert all(each.moves == () and each.propensity == 1.0 for each in made.shown)


pins = st.builds(
    lambda when, place, hard: Said(when, "pin", place, hard),
    st.sampled_from(list(CONDITIONS)),
    st.integers(1, 6),
    st.booleans(),
)


@given(world=worlds(st.lists(pins, min_size=1, max_size=3)))
def test_pins_are_in_their_places(explained, world):
    if world.settings["most_per_category"] is not None:
        return
    may = sorted((n for n in range(len(world.items)) if world.may_be_shown(n)), key=lambda n: -world.scores[n])
    seats: dict[int, int] = {}
    for rule in sorted(world.rules, key=lambda rule: not rule.hard):
        best = next((n for n in may if world.fires(rule, n) and n not in seats.values()), None)
        place = next((place for place in range(rule.value, world.k + 1) if place not in seats), None)
        if best is not None and place is not None:
            seats[place] = best
    shown = explained(world).shown
    # Where the list is too short for a place, the item is nearer to its beginning.
    short = max(0, *(place - len(shown) for place in seats)) if seats else 0
    for place, number in seats.items():
        at = [each.item for each in shown].index(number) + 1
        assert at == place if not short else place - short <= at <= place
        assert shown[at - 1].propensity == 1.0


@given(world=worlds())
def test_moves_lead_from_the_place_by_score_to_the_place_that_is_shown(explained, world):
    made = explained(world)
    by_score = sorted(range(len(world.items)), key=lambda n: -world.scores[n])
    may = [n for n in by_score if world.may_be_shown(n)]

    for place, each in enumerate(made.shown, 1):
        assert_leads(each.moves, may.index(each.item) + 1, place)
    for each in made.left_out:
        if each.item not in may:
            (move,) = each.moves
            assert (move.effect, move.before, move.after) == ("exclude", by_score.index(each.item) + 1, None)
            continue
        last = each.moves[-1].after if each.moves else may.index(each.item) + 1
        assert last is None or last > len(made.shown)
        assert_leads(each.moves, may.index(each.item) + 1, last)
    assert {each.item for each in (*made.shown, *made.left_out)} == set(range(len(world.items)))


def assert_leads(moves, before, after):
    for move in moves:
        assert move.before == before
        assert move.after != before
        before = move.after
    assert before == after


@given(world=worlds())
def test_a_rule_that_moves_an_item_fires_on_it(explained, world):
    made = explained(world)
    for each in (*made.shown, *made.left_out):
        for move in each.moves:
            if move.rule[0] == "r" and move.effect != "others":
                rule = world.rules[int(move.rule[1:])]
                assert (rule.effect, world.fires(rule, each.item)) == (move.effect, True)


@given(world=worlds())
def test_propensities_are_probabilities(explained, world):
    shown = explained(world).shown
    assert all(0 < each.propensity <= 1 + 1e-9 for each in shown)
    if not world.settings["explore"]:
        assert all(each.propensity == 1.0 for each in shown)
