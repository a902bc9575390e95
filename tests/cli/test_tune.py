"""`scaffold tune`: trials on validation data, a settings file that trains, and a search that goes on."""

from __future__ import annotations

import json
import tomllib

import pytest

from scaffold.search import trials as trials_module
from scaffold.settings import load_settings

pytest.importorskip("optuna")
QUICK = ("--set", "training.speed=1", "--set", "training.recipe.fgm=0", "--set", "training.recipe.epochs=2")


@pytest.fixture
def tune(scaffold, toy_site, tiny_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    data.mkdir()
    head, *rows = (toy_site.folder / "toy.csv").read_text(encoding="utf-8").splitlines()
    for name, part in (("train", rows[:32]), ("validation", rows[32:48]), ("test", rows[48:])):
        (data / f"{name}.csv").write_text("\n".join([head, *part]) + "\n", encoding="utf-8")
    return lambda *options: scaffold("tune", "toy", "--data", "data", "--base", tiny_folder, *QUICK, *options)


def table(folder) -> list[dict]:
    return json.loads((folder / "trials.json").read_text(encoding="utf-8"))


def test_search_leaves_a_settings_file_that_trains(tune, scaffold, tiny_folder, tmp_path):
    result = tune("--out", "SEARCH", "--trials", "3", "--set", 'data.encoding="utf-8"')

    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "SEARCH").iterdir()) == [
        "best.toml",
        "trials.html",
        "trials.json",
        "trials.sqlite",
    ]
    rows = table(tmp_path / "SEARCH")
    assert [row["number"] for row in rows] == [0, 1, 2]
    best = min((row for row in rows if not row["pruned"]), key=lambda row: row["loss"])
    settings = load_settings(tmp_path / "SEARCH" / "best.toml")
    assert settings.data.encoding == "utf-8"
    assert settings.training.base == str(tiny_folder)
    assert settings.training.recipe.epochs == 2
    assert settings.training.recipe.batch_size == best["values"]["batch_size"]
    assert settings.training.layers == best["values"]["layers"]
    assert settings.training.recipe.fgm == 0
    assert "fgm" not in best["values"], "what is set is not searched"
    page = (tmp_path / "SEARCH" / "trials.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 1 + len(best["values"])
    assert "http" not in page.replace("http-equiv", "")
    assert f"* {best['number']}" in result.stdout

    trained = scaffold("train", "toy", "--data", "data", "--settings", "SEARCH/best.toml", "--out", "RUN")
    assert trained.exit_code == 0, trained.stderr


def test_test_split_changes_nothing(tune, tmp_path):
    assert tune("--out", "ONE", "--trials", "2").exit_code == 0
    test = tmp_path / "data" / "test.csv"
    lines = test.read_text(encoding="utf-8").splitlines()
    test.write_text("\n".join([lines[0], *(line.rpartition(",")[0] + ",card" for line in lines[1:])]), encoding="utf-8")
    assert tune("--out", "TWO", "--trials", "2").exit_code == 0

    assert table(tmp_path / "ONE") == table(tmp_path / "TWO")


def test_interrupted_search_goes_on_to_the_same_end(tune, tmp_path, monkeypatch):
    """The process dies in its third trial."""
    assert tune("--out", "WHOLE", "--trials", "4").exit_code == 0
    train, calls = trials_module.Trials.train, []

    def dying(self, values, callback):
        calls.append(values)
        if len(calls) == 3:
            raise KeyboardInterrupt
        train(self, values, callback)

    monkeypatch.setattr(trials_module.Trials, "train", dying)
    assert tune("--out", "PARTS", "--trials", "4").exit_code == 130
    assert tune("--out", "PARTS", "--trials", "4").exit_code == 2, "without --resume it is left alone"
    result = tune("--out", "PARTS", "--trials", "4", "--resume")

    assert result.exit_code == 0, result.output
    assert len(calls) == 3 + 2
    wanted, found = ([(row["loss"], row["values"]) for row in table(tmp_path / name)] for name in ("WHOLE", "PARTS"))
    assert found == wanted


def test_budget_is_planned_and_a_later_call_adds_to_it(tune, tmp_path):
    assert tune("--out", "SEARCH", "--budget", "0s").exit_code == 0
    (first,) = table(tmp_path / "SEARCH")
    assert first["seconds"] > 0
    more = f"{3 * first['seconds']:.3f}s"
    assert tune("--out", "SEARCH", "--budget", more, "--trials", "3", "--resume").exit_code == 0

    rows = table(tmp_path / "SEARCH")
    assert len(rows) > 1
    assert sum(row["seconds"] for row in rows) <= 3.01 * first["seconds"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--out", "SEARCH", "--head", "topics"), "no labels for a head 'topics', did you mean 'topic'?"),
        (("--out", "data"), "data: this holds other things than a search"),
        (("--out", "SEARCH", "--budget", "soon"), "training.budget"),
    ],
)
def test_mistakes_are_named_and_leave_nothing(tune, tmp_path, options, message):
    result = tune(*options)

    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "SEARCH").exists()


def test_search_with_other_settings_is_not_gone_on_with(tune):
    assert tune("--out", "SEARCH", "--trials", "1").exit_code == 0
    result = tune("--out", "SEARCH", "--trials", "2", "--resume", "--seed", "5")

    assert result.exit_code == 2
    assert "the interrupted search here had other data or settings" in result.stderr


def test_toml_of_the_best_trial_is_plain(tune, tmp_path):
    assert tune("--out", "SEARCH", "--trials", "1").exit_code == 0
    best = tomllib.loads((tmp_path / "SEARCH" / "best.toml").read_text(encoding="utf-8"))

    assert set(best) == {"training"}
    assert best["training"]["recipe"]["batch_size"] == 16
