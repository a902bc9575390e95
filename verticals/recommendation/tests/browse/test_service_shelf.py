"""What a service offers to the pages."""

from __future__ import annotations

import numpy as np

from scaffold_recommendation.browse.service_shelf import ServiceShelf
from scaffold_recommendation.browse.shelf import PAGE
from scaffold_recommendation.data.items import Item
from scaffold_recommendation.service import RecommendationService
from scaffold_recommendation.settings import RecommendationSettings


def test_users_in_their_order_by_part_of_their_id(shelf, model):
    first, total = shelf.users("", 1)
    assert [name for name, _ in first] == [f"u{number}" for number in range(PAGE)]
    assert total == len(model.users.ids)
    last = -(-total // PAGE)
    assert shelf.users("", last)[0][-1][0] == f"u{total - 1}"
    assert shelf.users("", last + 1) == ([], total)
    assert [name for name, _ in shelf.users("U17", 1)[0]] == ["u17", *(f"u17{digit}" for digit in range(10))]
    assert dict(first)["u3"] == len(model.users.history(3).item)


def test_items_by_part_of_title_or_id(shelf):
    assert [item.title for item in shelf.items("ferry", 5)] == ["Star Ferry", "Star Ferry, part 2"]
    assert [item.id for item in shelf.items("海港", 5)] == ["i3"]
    assert [item.id for item in shelf.items("I17", 5)] == ["i17"]
    assert len(shelf.items("i", 4)) == 4
    assert shelf.item("i3").title == "海港之冬"
    assert shelf.item("nothing") is None


def test_items_added_later_are_found(model):
    service = RecommendationService(model, RecommendationSettings(), encoder=Reader)
    shelf = ServiceShelf(service, "Shop")
    assert shelf.items("lantern", 5) == []
    service.add_items([Item("late", "Lantern Street")])
    assert [item.id for item in shelf.items("lantern", 5)] == ["late"]
    assert shelf.item("late").title == "Lantern Street"


class Reader:
    """Reads every text as the same."""

    dimension = 16

    def encode(self, texts, **options):
        return np.full((len(texts), 16), 0.25, np.float32)


def test_what_is_taken_leads_the_history_and_leaves_the_list(shelf):
    before = [each.item.id for each in shelf.recommend("u6", (), 10, "en").items]
    shelf.take("u6", before[3], "purchase")
    assert shelf.history("u6", 2)[0].id == before[3]
    assert before[3] not in [each.item.id for each in shelf.recommend("u6", (), 10, "en").items]
    assert shelf.history("nobody", 5) == []


def test_a_user_s_history_counts_and_not_the_made_up_one(shelf):
    one = shelf.recommend("u6", ("i4",), 5, "en")
    assert one.known == len(shelf.history("u6", 100))
    assert shelf.recommend(None, ("i4",), 5, "en").known == 1


def test_an_explanation_speaks_the_language(shelf):
    item = shelf.recommend("u6", (), 3, "en").items[0].item.id
    english, chinese = (shelf.explain("u6", (), item, language) for language in ("en", "zh"))
    assert english.gist.startswith("It is on the list, in place 1.")
    assert chinese.gist.startswith("它在列表的第1位。")
    assert chinese.words.startswith("因为您选过")
    assert english.reasons == chinese.reasons
    assert shelf.explain(None, ("i4",), item, "en").words != english.words


def test_lists_that_are_looked_at_are_not_noted(shelf, store):
    shelf.recommend("u6", (), 5, "en")
    assert store.count_shown() == 0
