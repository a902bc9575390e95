"""What plugins return is checked, merged and sorted, and its provider is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import PluginError
from scaffold.plugins.collect import collect
from scaffold.plugins.discovery import PLUGINS, Provider
from scaffold.plugins.specs import CommandSpec, MetricSpec, TaskHeadSpec

ZOO = Provider("zoo", "scaffold-zoo", "1.0", "scaffold_zoo")
MASK = Provider("mask", "scaffold-mask", "2.1", "scaffold_mask", group=PLUGINS)


def head(name: str, order: int = 0) -> TaskHeadSpec:
    return TaskHeadSpec(name, "", loader="files", order=order)


def heads(*returned):
    return collect("task head", "zoo", TaskHeadSpec, returned)


@given(st.dictionaries(st.text(min_size=1).filter(str.strip), st.integers(-3, 3), max_size=12), st.randoms())
def test_collect_gives_the_same_order_whatever_came_first(orders, random):
    specs = [head(name, order) for name, order in orders.items()]
    shuffled = random.sample(specs, len(specs))
    cut = random.randint(0, len(specs))

    together = heads((ZOO, specs))
    apart = heads((MASK, shuffled[:cut]), (ZOO, shuffled[cut:]))

    assert list(together) == list(apart) == sorted(specs, key=lambda spec: (spec.order, spec.name))
    assert apart.names == together.names
    assert {spec.name for spec in shuffled[:cut]} == {name for name in apart.names if apart.provider(name) == MASK}


@given(st.lists(st.sampled_from("abcd"), max_size=4), st.lists(st.sampled_from("abcd"), max_size=4))
def test_collect_refuses_a_name_exactly_when_it_is_given_twice(first, second):
    returned = ((ZOO, [head(name) for name in first]), (MASK, [head(name) for name in second]))
    if len({*first, *second}) == len(first) + len(second):
        assert sorted([*first, *second]) == list(heads(*returned).names)
    else:
        with pytest.raises(PluginError, match="task head"):
            heads(*returned)


def test_collect_names_both_providers_of_a_clash():
    with pytest.raises(PluginError) as caught:
        heads((ZOO, [head("intent")]), (MASK, [head("intent")]))

    assert str(caught.value).startswith(
        "two plugins provide the task head 'intent': scaffold-zoo 1.0 (entry point zoo = scaffold_zoo) and "
        "scaffold-mask 2.1 (entry point mask = scaffold_mask). One of them must give way, for example scaffold-mask. "
    )
    assert '[plugins] disabled = ["mask"]' in str(caught.value)


def test_collect_names_the_provider_that_gives_one_name_twice():
    with pytest.raises(PluginError, match=r"scaffold-zoo 1\.0 .*: it gives two task heads the name 'intent'"):
        heads((ZOO, [head("intent"), head("intent")]))


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (3, "its task heads must be an iterable of TaskHeadSpec, not int 3"),
        ("intent", "its task heads must be an iterable of TaskHeadSpec, not str 'intent'"),
        (head("intent"), "its task heads must be an iterable of TaskHeadSpec, not TaskHeadSpec "),
        (["intent"], "each task head must be a TaskHeadSpec, not str 'intent'"),
        ([TaskHeadSpec], "each task head must be a TaskHeadSpec, not type <class"),
        ([MetricSpec("m", "h", "accuracy", 0.5)], "each task head must be a TaskHeadSpec, not MetricSpec "),
        ({"intent": head("intent")}, "each task head must be a TaskHeadSpec, not str 'intent'"),
        ([head(" ")], "a task head has no name, but ' '"),
        ([head(None)], "a task head has no name, but None"),
        ([head("intent", order="first")], "has an order that is not a whole number: 'first'"),
    ],
)
def test_collect_refuses_wrong_types(returned, expected):
    with pytest.raises(PluginError) as caught:
        heads((ZOO, returned))

    assert str(caught.value).startswith("scaffold-zoo 1.0 (entry point zoo = scaffold_zoo): ")
    assert expected in str(caught.value)
    assert "pip uninstall scaffold-zoo" in str(caught.value)


def test_collect_refuses_a_factory_that_cannot_be_called():
    with pytest.raises(PluginError, match=r"load of the command 'chat' must be a function, not str 'package.chat'"):
        collect("command", "zoo", CommandSpec, [(ZOO, [CommandSpec("chat", "", "package.chat")])])


def test_collect_takes_none_and_any_iterable():
    assert heads((ZOO, None), (MASK, (head(name) for name in "ba"))).names == ("a", "b")


def test_named_suggests_the_nearest_name_or_lists_all():
    collection = heads((ZOO, [head("intent"), head("urgency")]))

    assert collection.named("intent") is collection[0]
    with pytest.raises(PluginError, match="zoo has no task head 'intend', did you mean 'intent'"):
        collection.named("intend")
    with pytest.raises(PluginError, match=r"zoo has no task head 'x' \(known: intent, urgency\)"):
        collection.provider("x")
