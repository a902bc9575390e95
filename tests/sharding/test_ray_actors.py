"""How Ray is started, told without starting it."""

from __future__ import annotations

import os
import sys
import types

import pytest

from scaffold.errors import UserError
from scaffold.sharding import ray_actors

NICENESS = "RAY_worker_niceness"


@pytest.fixture
def asked(monkeypatch):
    """What `ray.init` was asked for."""
    seen: dict[str, object] = {}
    fake = types.ModuleType("ray")
    fake.init = seen.update
    monkeypatch.setitem(sys.modules, "ray", fake)
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "1")
    monkeypatch.setenv(NICENESS, "5")
    return seen


def test_ray_keeps_to_this_machine_and_tells_nobody(asked):
    ray_actors._started(2)

    assert asked["address"] == "local"
    assert (asked["num_cpus"], asked["include_dashboard"], asked["_node_ip_address"]) == (2, False, "127.0.0.1")
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    assert os.environ[NICENESS] == "5"


def test_cluster_that_is_named_is_taken_as_it_is(asked, monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", "head:6379")
    ray_actors._started(2)

    assert not {"address", "num_cpus", "object_store_memory", "_node_ip_address"} & set(asked)


def test_cluster_that_does_not_answer_is_one_message(asked, monkeypatch):
    def refuse(**options):
        raise ConnectionError("no route")

    monkeypatch.setattr(sys.modules["ray"], "init", refuse)
    monkeypatch.setenv("RAY_ADDRESS", "head:6379")

    with pytest.raises(UserError, match="head:6379: the Ray cluster that RAY_ADDRESS names does not answer"):
        ray_actors._started(2)
