"""Published data sets load as they are, with the splits and columns a person would choose."""

from __future__ import annotations

import itertools
import lzma
import time

import pytest

from scaffold.data.load import load_dataset
from scaffold.data.report import build_report
from scaffold.errors import DataError
from scaffold.settings import DataSettings

EXPECTED = {
    # folder: text column, label column, labels, given rows by split (others are made)
    "banking77": ("text", "category", 77, {"train+validation": 10003, "test": 3080}),
    "bankfaqs": ("Question", "Class", 7, {"all": 1773}),
    "clinc150": ("column_1", "column_2", 151, {"train": 15100, "validation": 3100, "test": 5500}),
    "financial_phrasebank": ("text", "label", 3, {"all": 2264}),
    "snips": ("text", "label", 7, {"train": 13084, "validation": 700, "test": 700}),
    "multidogo/turn_level/airline": ("utterance", "intent", 14, {"test": 3925}),
    "ohsumed_23": ("text", "label", 23, {"train+validation": 3357, "test": 4043}),
    "medical_abstracts_test": ("medical_abstract", "condition_label", 5, {"all": 2888}),
    "symptom2disease": ("text", "label", 24, {"all": 1200}),
    "dair_emotion": ("text", "label_name", 6, {"train": 16000, "validation": 2000, "test": 2000}),
    "sst2": ("column_1", "column_2", 2, {"train": 6920, "validation": 872, "test": 1821}),
    "semeval2010_task8": ("text", "label", 19, {"train+validation": 8000, "test": 2717}),
    "chnsenticorp": ("text_a", "label", 2, {"train": 9600, "validation": 1200, "test": 1200}),
    "smp2020_ewect_usual_zh": ("text_a", "label", 6, {"train": 27766, "validation": 2000, "test": 5000}),
    "thucnews_titles_10": ("column_1", "column_2", 10, {"train+validation": 10000, "test": 10000}),
    "cblue_kuake_qic": ("query", "label", 11, {"train+validation": 6931, "test": 1955}),
}
WNUT = {"corporation", "creative-work", "group", "location", "person", "product"}
CLUENER = {"address", "book", "company", "game", "government", "movie", "name", "organization", "position", "scene"}
TAGGED = {
    # folder: text column, scheme, given rows by split, types of entities
    "wnut17_ner": ("tokens", "BIO", {"train": 3394, "validation": 1009, "test": 1287}, WNUT),
    "ncbi_disease_ner": ("tokens", "BIO", {"train": 5424, "validation": 923, "test": 940}, {"Disease"}),
    "cluener2020": ("text", None, {"train+validation": 10748, "test": 1343}, CLUENER),
    "sec_filings_ner": ("tokens", "IOB1", {"all": 1467}, {"LOC", "MISC", "ORG", "PER"}),
}


def rows(dataset, names):
    wanted = dataset.splits if names == "all" else names.split("+")
    return sum(len(dataset.splits[name]) for name in wanted)


@pytest.mark.parametrize("name", EXPECTED)
def test_classification_set_loads_as_published(published, name):
    text, label, classes, given = EXPECTED[name]
    dataset = load_dataset(published / name, DataSettings(), ("intent",))
    assert (dataset.columns.text, dataset.columns.labels["intent"]) == (text, label)
    assert {names: rows(dataset, names) for names in given} == given
    assert len(set(dataset.splits["train"].labels("intent"))) == classes
    assert all(len(examples) for examples in dataset.splits.values())


@pytest.mark.parametrize("name", TAGGED)
def test_tagging_set_loads_as_published(published, name):
    text, scheme, given, types = TAGGED[name]
    dataset = load_dataset(published / name, DataSettings(), ("entities",), kinds={"entities": "tagging"})
    assert dataset.columns.text == text
    assert {names: rows(dataset, names) for names in given} == given
    assert scheme is None or any(note.endswith(f"written as {scheme}") for note in dataset.notes)
    spans = [span for text, found in dataset.splits["train"].iter_spans("entities") for span in found]
    assert {span.label for span in spans} == types
    assert len({span.end - span.start for span in spans}) > 10


def test_slots_and_intents_load_together(published):
    dataset = load_dataset(published / "snips", DataSettings(), ("intent", "slots"))
    example = dataset.splits["train"][0]
    assert example.labels["intent"] == "PlayMusic"
    assert example.labels["slots"][2:5] == ["B-artist", "O", "B-album"]


def test_sets_of_emotions_have_their_names(published):
    dataset = load_dataset(published / "goemotions", DataSettings(), ("emotion",), kinds={"emotion": "multilabel"})
    assert rows(dataset, "all") == 54263
    sets = list(dataset.splits["train"].iter_label_sets("emotion"))
    assert len(frozenset().union(*sets)) == 28
    assert sets[:3] == [{"neutral"}, {"neutral"}, {"anger"}]
    assert sum(len(labels) > 1 for labels in sets) == 7102


def test_newswire_may_have_no_topic(published):
    dataset = load_dataset(published / "reuters21578", DataSettings(), ("topics",), kinds={"topics": "multilabel"})
    sets = list(dataset.splits["test"].iter_label_sets("topics"))
    assert {frozenset(), frozenset({"acq"}), frozenset({"grain", "wheat"})} <= set(sets)
    assert None not in sets


def test_relations_have_their_marks(published):
    kinds = {"relation": "relation"}
    dataset = load_dataset(published / "semeval2010_task8", DataSettings(), tuple(kinds), kinds=kinds)
    assert rows(dataset, "all") == 10717


@pytest.mark.parametrize(("name", "questions"), [("cmrc2018_dev", 3219), ("cmrc2018_trial", 1000)])
def test_answers_stand_at_their_place(published, name, questions):
    path = published / "cmrc2018" / f"{name}.json.gz"
    kinds = {"answer": "question_answering"}
    dataset = load_dataset(path, DataSettings(), ("answer",), kinds=kinds, resplit=False)
    examples = next(iter(dataset.splits.values()))
    assert len(examples) == questions
    for example, answers in zip(examples, examples.iter_answers("answer"), strict=True):
        assert answers
        assert all(example.text_pair[start:].startswith(text) for start, text in answers)


def test_dated_texts_without_labels_load_by_time(published, tmp_path):
    path = tmp_path / "headlines.jsonl"
    with lzma.open(published / "reuters_news_2006_2013" / "headlines_without_2008.jsonl.xz") as stream:
        path.write_bytes(b"".join(itertools.islice(stream, 2000)))
    dataset = load_dataset(path, DataSettings(time="day"), (), need_labels=False)
    assert dataset.columns.text == "headline"
    assert max(e.time for e in dataset.splits["train"]) <= min(e.time for e in dataset.splits["test"])


def test_set_with_two_possible_labels_asks(published):
    with pytest.raises(DataError, match=r"it may be .*qtype.*--set data\.label=COLUMN"):
        load_dataset(published / "medquad", DataSettings(), ("intent",))


def test_known_overlap_is_found(published):
    report = build_report(load_dataset(published / "chnsenticorp", DataSettings(), ("sentiment",)))
    counts = {f.message[:4]: f.count for f in report.findings if f.code == "train_test_overlap"}
    assert counts["test"] == 331


def test_thirteen_thousand_rows_are_reported_on_in_seconds(published):
    started = time.process_time()
    build_report(load_dataset(published / "banking77", DataSettings(), ("intent",)))
    assert time.process_time() - started < 15
