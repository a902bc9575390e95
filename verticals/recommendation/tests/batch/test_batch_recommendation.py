"""Lists for all users: the same bytes by any engine, whole or not at all, resumed where they were interrupted."""

from __future__ import annotations

import importlib.util
import json
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from scaffold.errors import BundleError, SettingsError, UserError
from scaffold.progress import Progress
from scaffold.sharding.shard_folder import interrupted
from scaffold.sharding.worker import Worker
from scaffold_recommendation.batch.batch_job import BatchJob
from scaffold_recommendation.batch.batch_recommendation import BatchRecommendation
from scaffold_recommendation.batch.list_plan import ListPlan
from scaffold_recommendation.batch.user_shard import shards_of
from scaffold_recommendation.model_folder import write_model
from scaffold_recommendation.ordering.settings import OrderingSettings

SIZE = 25
NOW = 1_720_000_000.0
PLAN = ListPlan(k=5, now=NOW)
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")


class Telling(Progress):
    """Keeps what is told, and interrupts the run when a number of shards is done."""

    def __init__(self, interrupted_after: int = 0) -> None:
        self.said: list[str] = []
        self.rows: list[int] = []
        self._after = interrupted_after

    def say(self, line: str) -> None:
        self.said.append(line)

    @contextmanager
    def stage(self, title, total=None):
        yield self

    def advance(self, steps: int = 1) -> None:
        self.rows.append(steps)
        if len(self.rows) == self._after:
            raise KeyboardInterrupt


@pytest.fixture
def batch(model_path, tmp_path):
    """A batch over the users of the small shop."""

    def make(plan: ListPlan = PLAN, **options) -> BatchRecommendation:
        return BatchRecommendation(
            model_path, tmp_path / "lists.jsonl", plan, shard_size=SIZE, **{"workers": 1, **options}
        )

    return make


@pytest.fixture
def here(model, model_path, tmp_path):
    """The bytes that one worker writes in this process."""

    def make(plan: ListPlan, threads: int) -> bytes:
        folder = tmp_path / f"{threads} threads"
        folder.mkdir()
        worker = Worker(BatchJob("model", folder, threads, model_path, model.sha256, plan))
        for shard in reversed(shards_of(len(model.users.ids), SIZE)):
            assert worker.do(shard).failure is None
        return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))

    return make


def listing(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@needs_ray
def test_actors_of_ray_write_the_bytes_of_one_process(batch, here, model, tmp_path):
    batch(engine="ray", workers=2).run()

    written = (tmp_path / "lists.jsonl").read_bytes()
    assert listing(tmp_path) == ["lists.jsonl"]
    assert written == here(PLAN, threads=1)
    assert [json.loads(line)["user"] for line in written.splitlines()] == list(model.users.ids)


@pytest.mark.parametrize(
    "plan", [ListPlan(k=7, fast="als", now=NOW), ListPlan(k=5, ordering=OrderingSettings(), now=NOW)]
)
def test_threads_change_nothing(here, plan):
    assert here(plan, threads=1) == here(plan, threads=3)


def test_lists_are_those_of_the_recommender(here, model):
    recommender, users = model.recommender, model.users
    ranked = recommender.rank(users.histories, users.seen(len(recommender.catalogue)), now=NOW)

    for row, line in enumerate(here(PLAN, threads=2).splitlines()):
        said = json.loads(line)["items"]
        assert [item["id"] for item in said] == [recommender.catalogue[number].id for number in ranked.items[row, :5]]
        assert [item["probability"] for item in said] == pytest.approx(ranked.probability[row, :5].tolist(), rel=1e-3)
        assert [item["score"] for item in said] == sorted((item["score"] for item in said), reverse=True)


def test_interrupted_run_goes_on_with_other_workers_and_does_no_shard_again(batch, here, model, tmp_path):
    # The time is left open: the resumed run takes that of the first one.
    open_end = replace(PLAN, now=None)
    first, second = Telling(interrupted_after=1), Telling()
    with pytest.raises(KeyboardInterrupt):
        batch(open_end, progress=first).run()
    assert listing(tmp_path) == ["lists.jsonl.shards"]

    began = interrupted(tmp_path / "lists.jsonl")["plan"]["now"]
    assert abs(began - time.time()) < 600
    done = len(list((tmp_path / "lists.jsonl.shards").glob("0*.jsonl")))
    shards = len(shards_of(len(model.users.ids), SIZE))
    batch(open_end, progress=second, workers=2).run(resume=True)
    assert f"{done} of {shards} shards are done already" in second.said
    assert len(second.rows) == shards - done < shards
    assert listing(tmp_path) == ["lists.jsonl"]
    assert (tmp_path / "lists.jsonl").read_bytes() == here(replace(PLAN, now=began), threads=1)


def test_other_lists_are_not_gone_on_with(batch, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        batch(progress=Telling(interrupted_after=1)).run()

    for other in ({"k": 6}, {"fast": "ease"}, {"now": NOW + 1}, {"ordering": OrderingSettings()}):
        with pytest.raises(UserError, match="the interrupted run here had another model, users or settings"):
            batch(replace(PLAN, **other)).run(resume=True)
    with pytest.raises(UserError, match="the interrupted run here had another"):
        replace(batch(), shard_size=SIZE + 1).run(resume=True)
    assert not (tmp_path / "lists.jsonl").exists()


def test_model_that_changes_meanwhile_is_refused(model, tmp_path):
    path = tmp_path / "model"
    before = write_model(path, model)
    write_model(path, replace(model, about={"made": "later"}))
    (tmp_path / "shards").mkdir()
    worker = Worker(BatchJob("run", tmp_path / "shards", 1, path, before, PLAN))
    failure = worker.do(shards_of(10, 10)[0]).failure

    assert str(failure).startswith("run: the model was changed while lists were made. Run it again")
    assert not listing(tmp_path / "shards")


@pytest.mark.parametrize(
    ("plan", "options", "message"),
    [
        (ListPlan(k=0), {}, "a list of 0 items cannot be made"),
        (ListPlan(fast="esae"), {}, "there is no retriever 'esae', did you mean 'ease'"),
        (ListPlan(fast="als", ordering=OrderingSettings()), {}, "fast lists are not ordered"),
        (PLAN, {"shard_size": 0}, "a shard of 0 users cannot be made"),
    ],
)
def test_what_cannot_be_made_is_one_message(model_path, tmp_path, plan, options, message):
    with pytest.raises(SettingsError, match=message):
        BatchRecommendation(model_path, tmp_path / "lists.jsonl", plan, **options).run()
    assert listing(tmp_path) == []


def test_folder_without_a_model_is_one_message(tmp_path):
    with pytest.raises(BundleError, match="there is no recommender here"):
        BatchRecommendation(tmp_path, tmp_path / "lists.jsonl", PLAN).run()
    assert listing(tmp_path) == []
