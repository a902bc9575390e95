from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli
from scaffold.errors import ScaffoldError
from scaffold.testing.tiny_encoder import write_tiny_encoder
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.encoders import encoder_of
from scaffold_recommendation.model_folder import find_model, read_model

FAST = ("--set", "recommendation.texts=false", "--set", "recommendation.candidates=30")


def run(*words: object, fails: bool = False, **more: Any) -> Any:
    given = [str(word) for word in words]
    more_settings = given[:2] if given[0] == "--set" else []
    command = ["run", *FAST, *more_settings, "recommendation", *given[len(more_settings) :]]
    result = CliRunner().invoke(cli, command, **more)
    if fails:
        assert isinstance(result.exception, ScaffoldError | SystemExit), result.output
        assert not isinstance(result.exception, SystemExit) or result.exception.code == 2
        return result
    if result.exception:
        raise result.exception
    return result


def write_shop(folder: Path, shop: tuple[Interactions, Catalogue], share: float = 1.0) -> Path:
    events, catalogue = shop
    folder.mkdir(parents=True)
    order = sorted(range(len(events)), key=lambda at: events.time[at])[: int(share * len(events))]
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["user_id", "item_id", "time"])
        for at in order:
            time = datetime.fromtimestamp(float(events.time[at]), UTC).isoformat()
            writer.writerow([events.users[int(events.user[at])], events.items[int(events.item[at])], time])
    rows = [{"id": item.id, "title": item.title, "tags": list(item.tags), "price": item.price} for item in catalogue]
    (folder / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def out(shop: tuple[Interactions, Catalogue], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fitted")
    data = write_shop(folder / "data", shop, share=0.7)
    shown = run("fit", "--data", data, "--out", folder / "run").stdout
    assert "NDCG@10" in shown
    assert "Against Popularity" in shown
    return folder / "run"


def test_a_run_leaves_model_report_and_figures(out: Path) -> None:
    assert sorted(path.name for path in out.iterdir()) == ["metrics.json", "recommender", "report.html"]
    metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    test = metrics["heads"]["recommendation"]["test"]
    assert 0 < test["ndcg@10"] < 1
    assert set(test["lines"]) == {"ours", "popularity", "item_knn", "ease"}
    assert metrics["chosen"] == metrics["candidates"][0]["name"]
    assert sum(metrics["seconds"].values()) > 0
    assert "<script" not in (out / "report.html").read_text(encoding="utf-8")


def test_a_list_for_people_and_for_programs(out: Path) -> None:
    lines = run("recommend", "--model", out, "--user", "u5", "-k", 3).stdout
    assert "  1. Book" in lines
    made = json.loads(run("recommend", "--model", out, "--user", "u5", "-k", 3, "--json").stdout)
    assert [each["place"] for each in made["items"]] == [1, 2, 3]
    assert made["items"][0]["title"] in lines


WRITTEN = ("i0\ni4\n", '["i0", "i4"]', '{"item_id": "i0"}\n{"item_id": "i4"}\n', "\ufeffi0\r\ni4")


@pytest.mark.parametrize("history", WRITTEN)
def test_a_history_may_be_written_in_several_ways(out: Path, tmp_path: Path, history: str) -> None:
    file = tmp_path / "history"
    file.write_text(history, encoding="utf-8")
    made = json.loads(run("recommend", "--model", out, "--history", file, "--json").stdout)
    assert made["known"] == 2
    assert made["notes"] == []
    assert json.loads(run("recommend", "--model", out, "--history", "-", "--json", input=history).stdout)["known"] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("recommend",), "--user or --history"),
        (("recommend", "--user", "u1", "--history", "-"), "--user or --history"),
        (("recommend", "--history", "missing"), "there is no such file"),
        (("similar", "../../etc/passwd"), "there is no item '../../etc/passwd'"),
        (("why", "u1", "=1+1"), "there is no item '=1+1'"),
    ],
)
def test_mistakes_are_told_in_a_line(out: Path, words: tuple[str, ...], told: str) -> None:
    found = run(words[0], *words[1:], "--model", out, fails=True)
    assert told in str(found.exception) + found.output


def test_an_unknown_user_is_no_mistake(out: Path) -> None:
    shown = run("recommend", "--model", out, "--user", "'; DROP TABLE users", "-k", 3).stdout
    assert "this is a list for somebody new" in shown
    assert "  3. " in shown


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    found = run("recommend", "--model", tmp_path, "--user", "u1", fails=True)
    assert "there is no recommender here" in str(found.exception) + found.output


def test_similar_and_why(out: Path) -> None:
    assert len(json.loads(run("similar", "i0", "--model", out, "-k", 4, "--json").stdout)) == 4
    told = run("why", "u1", "i2", "--model", out).stdout
    assert "RETRIEVER" in told
    assert "popularity" in told


def test_feedback_is_used_at_once_and_shown_lists_are_kept(out: Path, tmp_path: Path) -> None:
    from scaffold_recommendation.feedback.store import FeedbackStore

    feedback = tmp_path / "feedback.sqlite"
    run("recommend", "--model", out, "--user", "u5", "-k", 3, "--feedback", feedback, "--show")
    with FeedbackStore.open(feedback, must_exist=True) as store:
        assert store.count_shown() == 1


def test_a_refit_with_later_events_passes_the_gate_or_says_why(out: Path, shop: tuple, tmp_path: Path) -> None:
    data = write_shop(tmp_path / "data", shop)
    done = run("refit", "--model", out, "--data", data, "--out", tmp_path / "new", "--margin", 0.5)
    assert "All users: " in done.stdout
    metrics = json.loads((tmp_path / "new" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["gate"]["accepted"]
    assert not metrics["gate"]["forced"]
    assert (
        len(json.loads(run("recommend", "--model", tmp_path / "new", "--user", "u5", "--json").stdout)["items"]) == 10
    )


def test_a_refit_keeps_the_encoder_of_the_model(shop: tuple, tmp_path: Path) -> None:
    words = {word.lower() for item in shop[1] for word in (*item.title.split(), *item.text.split())}
    base = write_tiny_encoder(tmp_path / "tiny", dict.fromkeys(sorted(words)))
    texts = ("--set", "recommendation.texts=true")
    data = write_shop(tmp_path / "data", shop, share=0.7)
    run(*texts, "fit", "--base", base, "--data", data, "--out", tmp_path / "old")
    shutil.rmtree(base)
    more = write_shop(tmp_path / "more", shop)
    run(*texts, "refit", "--model", tmp_path / "old", "--data", more, "--out", tmp_path / "new", "--force")
    old, new = (find_model(tmp_path / name) for name in ("old", "new"))
    kept, now = (encoder_of(path, read_model(path).about) for path in (old, new))
    assert kept.fingerprint == now.fingerprint
    text = read_model(new).recommender.retrievers.text
    assert text is not None
    assert text.vectors.shape[1] == now.dimension


def test_a_refit_without_anything_new_says_so(out: Path, shop: tuple, tmp_path: Path) -> None:
    data = write_shop(tmp_path / "data", shop, share=0.7)
    found = run("refit", "--model", out, "--data", data, "--out", tmp_path / "new", fails=True)
    assert "nothing came since the model was fitted" in str(found.exception) + found.output
    assert not (tmp_path / "new").exists()


def test_lists_for_everybody_and_vectors(out: Path, tmp_path: Path) -> None:
    run("batch", "--model", out, "--out", tmp_path / "lists.jsonl", "-k", 4, "--workers", 1)
    lines = (tmp_path / "lists.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 200
    assert len(json.loads(lines[0])["items"]) == 4
    run("export", "--model", out, "--out", tmp_path / "vectors")
    assert (tmp_path / "vectors" / "items.faiss").is_file()


def test_the_rules_of_the_vertical_can_be_left_out(out: Path, shop: tuple, tmp_path: Path) -> None:
    data = write_shop(tmp_path / "data", shop, share=0.7)
    run("--set", "rules.decide=false", "fit", "--data", data, "--out", tmp_path / "run")
    kept, none = (
        json.loads((each / "recommender" / "model.json").read_text("utf-8")) for each in (out, tmp_path / "run")
    )
    assert len(kept["rules"]) == 1
    assert none["rules"] == []


def test_a_fit_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("user_id,item_id\na,x\nb,x\n", encoding="utf-8")
    found = run("fit", "--data", tmp_path / "events.csv", "--out", tmp_path / "run", fails=True)
    assert "recommending needs two" in str(found.exception) + found.output
    assert not (tmp_path / "run").exists()
