"""The loaders: labelled headlines, PhraseBank files, dated records."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from scaffold.data.dataset import Dataset
from scaffold.data.report import as_text, build_report
from scaffold.errors import DataError
from scaffold.progress import SILENT
from scaffold.settings import DataSettings
from scaffold_financial_sentiment.data import DATED, LABELLED, load_dated, load_headlines
from scaffold_financial_sentiment.heads import HEADS, METRICS, TOPICS

SETTINGS = DataSettings()
# Published data lie beside the checkout, where they are there at all.
DATASETS = Path(os.environ.get("SCAFFOLD_DATASETS") or Path(__file__).parents[4] / "shared" / "datasets")
PHRASEBANK = DATASETS / "financial_phrasebank"
REUTERS = DATASETS / "reuters_news_2006_2013" / "headlines_without_2008.jsonl.xz"
NAMES = ("negative", "neutral", "positive")

needs_phrasebank = pytest.mark.skipif(not PHRASEBANK.is_dir(), reason=f"{PHRASEBANK} is not here")


def labelled(tmp_path: Path, labels: list[str], name: str = "mine.csv", column: str = "sentiment") -> Path:
    path = tmp_path / name
    rows = [f"Headline {i} says {label},{label}" for i in range(12) for label in labels]
    path.write_text("\n".join([f"headline,{column}", *rows]) + "\n", encoding="utf-8")
    return path


def sentiments(dataset: Dataset) -> set[str | None]:
    return {label for examples in dataset.splits.values() for label in examples.labels("sentiment")}


def topics(dataset: Dataset) -> list[frozenset[str] | None]:
    return [found for examples in dataset.splits.values() for found in examples.iter_label_sets("topic")]


def test_the_heads_are_of_one_loader_and_have_levels() -> None:
    assert {head.loader for head in HEADS} == {"headlines"}
    assert {head.name: head.kind for head in HEADS} == {"sentiment": "classification", "topic": "multilabel"}
    assert {metric.head: metric.metric for metric in METRICS} == {head.name: head.metric for head in HEADS}


@pytest.mark.skipif(not LABELLED.is_file(), reason="the sample is not here")
def test_the_sample_has_both_heads_and_its_own_splits() -> None:
    dataset = load_headlines(None, SETTINGS)
    assert dataset.heads == ("sentiment", "topic")
    assert set(dataset.splits) == {"train", "validation", "test"}
    assert sentiments(dataset) <= set(NAMES)
    assert {topic for found in topics(dataset) for topic in found or ()} <= set(TOPICS)
    assert not any("of train" in note for note in dataset.notes)


@pytest.mark.parametrize("mark", ["|", ";"])
def test_topics_of_a_cell_are_divided(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "mine.csv"
    cells = [f"legal{mark}deals", "results", "[]", '"[""legal"", ""markets""]"', "", "management"]
    rows = [f"Headline {i} of {j},{NAMES[i % 3]},{cell}" for i in range(9) for j, cell in enumerate(cells)]
    path.write_text("\n".join(["text,sentiment,topics", *rows]), encoding="utf-8")
    dataset = load_headlines(path, SETTINGS)
    found = Counter(topics(dataset))
    assert found == {
        frozenset({"legal", "deals"}): 9,
        frozenset({"results"}): 9,
        frozenset(): 9,
        frozenset({"legal", "markets"}): 9,
        None: 9,
        frozenset({"management"}): 9,
    }


def test_lists_of_topics_in_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    records = [
        {"headline": f"Headline {i}", "sentiment": NAMES[i % 3], "topics": [["legal"], ["legal", "deals"], []][i % 3]}
        for i in range(30)
    ]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    dataset = load_headlines(path, SETTINGS)
    assert dataset.heads == ("sentiment", "topic")
    assert set(topics(dataset)) == {frozenset({"legal"}), frozenset({"legal", "deals"}), frozenset()}


@pytest.mark.parametrize("column", ["sentiment", "label", "polarity"])
def test_sentiments_alone_are_enough(tmp_path: Path, column: str) -> None:
    dataset = load_headlines(labelled(tmp_path, list(NAMES), column=column), SETTINGS)
    assert dataset.heads == ("sentiment",)
    assert sentiments(dataset) == set(NAMES)


def test_topics_alone_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = [f"Headline {i},{['legal', 'deals|legal', 'deals'][i % 3]}" for i in range(30)]
    path.write_text("\n".join(["text,topics", *rows]), encoding="utf-8")
    assert load_headlines(path, SETTINGS).heads == ("topic",)


def test_columns_called_after_a_head_are_not_taken_for_another(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = [f"Headline {i},{['legal', 'deals|legal', 'deals'][i % 3]},{NAMES[i % 3]}," for i in range(30)]
    path.write_text("\n".join(["text,topics,polarity,topic", *rows]), encoding="utf-8")
    dataset = load_headlines(path, SETTINGS)
    assert dict(dataset.columns.labels) == {"sentiment": "polarity", "topic": "topics"}


def test_a_named_label_column_is_the_sentiment(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = [f"Headline {i},{i % 5},{NAMES[i % 3]},{['legal', 'deals'][i % 2]}" for i in range(60)]
    path.write_text("\n".join(["text,grade,mood,topics", *rows]), encoding="utf-8")
    dataset = load_headlines(path, DataSettings(label="mood"))
    assert dataset.heads == ("sentiment", "topic")
    assert sentiments(dataset) == set(NAMES)
    with pytest.raises(DataError, match="no column 'moood', did you mean 'mood'"):
        load_headlines(path, DataSettings(label="moood"))


@pytest.mark.parametrize(
    "labels", [["-1", "0", "1"], ["Bearish", "Neutral", "Bullish"], ["neg", "neu", "pos"], ["负面", "中性", "正面"]]
)
def test_other_names_of_the_sentiments_are_read_by_their_meaning(tmp_path: Path, labels: list[str]) -> None:
    dataset = load_headlines(labelled(tmp_path, labels), SETTINGS)
    assert sentiments(dataset) == set(NAMES)
    (note,) = [note for note in dataset.notes if "by their meaning" in note]
    assert f"{labels[0]!r} as negative" in note
    pairs = {
        (example.text.split(" says ")[1], example.labels["sentiment"])
        for examples in dataset.splits.values()
        for example in examples
    }
    assert pairs == set(zip(labels, NAMES, strict=True))


def test_labels_of_which_one_is_unknown_stay_as_they_are(tmp_path: Path) -> None:
    dataset = load_headlines(labelled(tmp_path, ["bullish", "bearish", "mixed"]), SETTINGS)
    assert sentiments(dataset) == {"bullish", "bearish", "mixed"}
    assert not any("meaning" in note for note in dataset.notes)


def test_numbers_without_a_sign_stay_as_they_are_and_are_told(tmp_path: Path) -> None:
    dataset = load_headlines(labelled(tmp_path, ["0", "1", "2"]), SETTINGS)
    assert sentiments(dataset) == {"0", "1", "2"}
    assert any("labels.txt" in note for note in dataset.notes)
    (tmp_path / "labels.txt").write_text("negative\nneutral\npositive\n", encoding="utf-8")
    assert sentiments(load_headlines(tmp_path / "mine.csv", SETTINGS)) == set(NAMES)


def test_given_splits_are_kept(tmp_path: Path) -> None:
    for split in ("train", "test"):
        labelled(tmp_path, ["bullish", "bearish"], f"{split}.csv")
    dataset = load_headlines(tmp_path, SETTINGS)
    assert len(dataset.splits["test"]) == 24
    assert sentiments(dataset) == {"positive", "negative"}


def test_a_file_without_labels_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("".join(f"Headline {i} is a line\n" for i in range(30)), encoding="utf-8")
    with pytest.raises(DataError, match="labels of 'sentiment'") as caught:
        load_headlines(path, SETTINGS)
    assert "--set" in (caught.value.hint or "")


def test_lines_of_text_and_label_in_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "Sentences_AllAgree.txt.gz"
    lines = [f"Sales of Nokia Oyj rose {i} % to EUR 5 m in Jyväskylä .@{NAMES[i % 3]}\r\n" for i in range(60)]
    path.write_bytes(gzip.compress("".join(lines).encode("latin-1")))
    dataset = load_headlines(path, SETTINGS)
    assert dataset.heads == ("sentiment",)
    assert sentiments(dataset) == set(NAMES)
    assert "Jyväskylä ." in dataset.splits["train"][0].text


def test_a_folder_of_several_phrasebank_files_asks_for_one(tmp_path: Path) -> None:
    for name in ("50Agree", "75Agree", "AllAgree"):
        (tmp_path / f"Sentences_{name}.txt").write_text("a@neutral\nb@positive\n", encoding="latin-1")
    (tmp_path / "License.txt").write_text("Free\n", encoding="utf-8")
    with pytest.raises(DataError, match="3 PhraseBank files") as caught:
        load_headlines(tmp_path, SETTINGS)
    assert str(tmp_path / "Sentences_AllAgree.txt") in (caught.value.hint or "")


@needs_phrasebank
@pytest.mark.parametrize(("name", "rows"), [("AllAgree", 2264), ("50Agree", 4846)])
def test_the_phrasebank_is_read_and_reported_on(name: str, rows: int) -> None:
    dataset = load_headlines(PHRASEBANK / f"Sentences_{name}.txt.gz", SETTINGS)
    assert sum(map(len, dataset.splits.values())) == rows
    assert (dataset.heads, sentiments(dataset)) == (("sentiment",), set(NAMES))
    assert "Labels of sentiment in train" in as_text(build_report(dataset, SILENT))


@needs_phrasebank
def test_its_folder_asks_for_one_of_its_files() -> None:
    with pytest.raises(DataError, match="4 PhraseBank files"):
        load_headlines(PHRASEBANK, SETTINGS)


def test_dated_records_are_examples_with_time_and_id(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    record = {"day": "2006-10-22", "time": "Sat Oct 21, 2006 8:11pm EDT", "headline": "Acme falls", "id": "a"}
    lines = [record, {"headline": "no time"}, {"headline": "B", "date": "2150-01-01", "id": "a", "source": "W"}]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    dataset = load_dated(path, SETTINGS)
    first, second = dataset.splits["train"]
    assert (first.text, first.id, first.labels) == ("Acme falls", "a", {})
    assert first.time is not None
    assert first.time.isoformat() == "2006-10-22T00:11:00+00:00"
    assert (second.id, second.metadata) == ("a", {"source": "W"})
    (note,) = dataset.notes
    assert note.startswith("1 records cannot be used")
    assert f"{path}:2" in note
    assert "train" in as_text(build_report(dataset, SILENT))


def test_a_file_without_a_usable_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"headline": "x"}\n', encoding="utf-8")
    with pytest.raises(DataError, match="there is no time"):
        load_dated(path, SETTINGS)
    path.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="no record is a headline"):
        load_dated(path, SETTINGS)


@pytest.mark.skipif(not DATED.is_file(), reason="the sample is not here")
def test_the_dated_sample_has_a_year_of_headlines() -> None:
    dataset = load_dated(None, SETTINGS)
    assert dataset.notes == ()
    assert len(dataset.splits["train"]) >= 3000


@pytest.mark.skipif(not REUTERS.is_file(), reason=f"{REUTERS} is not here")
def test_headlines_of_an_agency_are_dated_examples() -> None:
    dataset = load_dated(REUTERS, SETTINGS)
    assert len(dataset.splits["train"]) == 89_565
    assert dataset.notes == ()
