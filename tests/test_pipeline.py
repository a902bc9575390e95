"""From data to a bundle, beyond the one head of one file: several heads, loaders that err, data without labels."""

from __future__ import annotations

import json

import pytest

from scaffold.bundle import Bundle
from scaffold.errors import DataError, PluginError
from scaffold.heads.tasks import make_task
from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.specs import TaskHeadSpec
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings

TWO_HEADS = """
def load(path, settings):
    from scaffold.data.load import load_dataset
    return load_dataset(path, settings, ("topic", "mood"))

def load_half(path, settings):
    from dataclasses import replace
    dataset = load(path, settings)
    return replace(dataset, splits={"train": dataset.splits["train"], "test": dataset.splits["test"]})

@hookimpl
def scaffold_data_loaders():
    return [DataLoaderSpec("texts", "Texts.", load), DataLoaderSpec("half", "No validation.", load_half)]

@hookimpl
def scaffold_task_heads(config):
    return [TaskHeadSpec("topic", "t", loader="texts"), TaskHeadSpec("mood", "m", loader="texts", metric="macro_f1")]
"""


@pytest.fixture
def context(site, tiny_folder, tmp_path, told):
    def make(source: str, data, *overrides: str) -> RunContext:
        site.vertical("scaffold-two", source, name="two")
        settings = load_settings(
            None, ["training.budget=0s", "training.speed=1", f"training.base={tiny_folder}", *overrides]
        )
        vertical = load_vertical("two", settings)
        return RunContext(vertical, settings, tmp_path / "RUN", str(data), vertical.config, False, told)

    return make


def write(path, rows: list[str]):
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def two_heads(task, *, mood: bool = True) -> list[str]:
    rows = ["text,topic,mood"]
    for part in (task.train, task.validation):
        for number, (text, label) in enumerate(zip(part.texts, part.truth, strict=True)):
            feeling = ("angry" if "please" in text else "calm") if mood and number % 4 else ""
            rows.append(f"{text},{task.labels[label]},{feeling}")
    return rows


def test_two_heads_are_trained_measured_and_saved(context, task, tmp_path):
    run = context(TWO_HEADS, write(tmp_path / "two.csv", two_heads(task)))
    trained = train(run)

    assert set(trained.metrics["heads"]) == {"topic", "mood"}
    assert set(trained.metrics["chosen"]) == {"topic", "mood"}
    assert {each["metric"] for each in trained.metrics["candidates"] if each["head"] == "mood"} == {"macro_f1"}
    (decision,) = Bundle.load(tmp_path / "RUN" / "bundle").decide(["refund my order please"])
    assert decision.heads["topic"].label == "refund"
    assert decision.heads["mood"].label == "angry"
    assert "mood: tfidf + svm" in trained.report.read_text(encoding="utf-8")
    metadata = json.loads((tmp_path / "RUN" / "bundle" / "metadata.json").read_text(encoding="utf-8"))
    assert metadata["labels"]["mood"] == ["angry", "calm"]
    assert metadata["data"] == [
        {"file": "two.csv", "sha256": metadata["data"][0]["sha256"], "rows": len(task.train) + len(task.validation)}
    ]


def test_head_whose_column_is_empty_is_left_out(context, task, tmp_path):
    rows = two_heads(task, mood=False)
    columns = 'data.labels={"topic": "topic", "mood": "mood"}'
    trained = train(context(TWO_HEADS, write(tmp_path / "one.csv", rows), columns))

    assert set(trained.metrics["heads"]) == {"topic"}


def test_chosen_candidate_is_the_best_on_validation_data(context, task, tmp_path):
    trained = train(context(TWO_HEADS, write(tmp_path / "two.csv", two_heads(task))))

    for head, chosen in trained.metrics["chosen"].items():
        values = {each["name"]: each["validation"] for each in trained.metrics["candidates"] if each["head"] == head}
        assert values[chosen] == max(values.values())


def test_loader_without_a_split_is_blamed_by_name(context, task, tmp_path):
    source = TWO_HEADS.replace('loader="texts"', 'loader="half"')
    with pytest.raises(PluginError, match=r"scaffold-two 1\.0: its loader 'half' gives no validation split"):
        train(context(source, write(tmp_path / "two.csv", two_heads(task))))
    assert not (tmp_path / "RUN").exists()


def test_encoder_that_is_not_there_is_told_before_training(context, task, tmp_path):
    run = context(TWO_HEADS, write(tmp_path / "two.csv", two_heads(task)), "training.base=./nowhere")
    with pytest.raises(Exception, match="there is no such encoder folder"):
        train(run)
    assert not (tmp_path / "RUN").exists()


def test_what_was_found_in_the_data_is_told_before_training(context, task, tmp_path):
    run = context(TWO_HEADS, write(tmp_path / "two.csv", two_heads(task)))
    train(run)

    lines = run.progress.lines
    assert lines[0].startswith("Columns: text = text, labels.topic = topic, labels.mood = mood")
    assert lines[1].startswith("Rows: train ")
    assert [line.partition(":")[0] for line in lines].index("Plan for 0s") > 1


def test_task_of_one_class_is_refused(context, task, tmp_path):
    run = context(TWO_HEADS, write(tmp_path / "two.csv", two_heads(task)))
    dataset = run.vertical.loader("texts").load(tmp_path / "two.csv", run.settings.data)

    with pytest.raises(DataError, match=r"two\.csv: the training split has 0 of the 2 or more labels"):
        make_task(TaskHeadSpec("smell", "s", loader="texts"), dataset)
    made = make_task(TaskHeadSpec("topic", "t", loader="texts"), dataset)
    assert made.labels == task.labels
    assert len(made.train) == len(dataset.splits["train"])
