"""From files to the labels of heads of each kind, and what is refused on the way."""

from __future__ import annotations

import json

import pytest

from scaffold.data.spans import TextSpan
from scaffold.errors import DataError, SettingsError


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def together(dataset, values):
    """What `values` yields over all splits, by text."""
    splits = dataset.splits.values()
    return {text: value for split in splits for text, value in zip(split.iter_texts(), values(split), strict=True)}


def spans(dataset, head="entities"):
    return {text: found for split in dataset.splits.values() for text, found in split.iter_spans(head)}


CONLL = "\n".join(f"Anna I-PER\nflew O\nto O\nBonn I-LOC\n{number} O\n" for number in range(12))


def test_tags_of_any_scheme_become_spans_by_character(write, load):
    dataset = load(write("a.conll", CONLL), heads=("entities",), kinds={"entities": "tagging"})
    assert dataset.kinds == {"entities": "tagging"}
    assert spans(dataset)["Anna flew to Bonn 3"] == [TextSpan(0, 4, "PER"), TextSpan(13, 17, "LOC")]
    assert dataset.splits["train"][0].labels["entities"] == ["B-PER", "O", "O", "B-LOC", "O"]
    assert "tags in column 'tags' are written as IOB1" in dataset.notes


def test_tags_and_spans_are_known_without_their_kind(write, load):
    assert load(write("a.conll", CONLL), heads=("entities",)).kinds == {"entities": "tagging"}
    rows = [{"text": f"Anna {i}", "label": [[0, 4, "PER"]]} for i in range(12)]
    assert load(write("a.jsonl", lines(rows)), heads=("entities",)).kinds == {"entities": "tagging"}


def test_a_class_called_o_is_no_tag(write, load):
    rows = "".join(f"text {i},{'OAB'[i % 3]}\n" for i in range(24))
    assert load(write("a.csv", "text,label\n" + rows)).kinds == {"intent": "classification"}


def test_tags_as_lists_with_tokens_written_in_a_table(write, load):
    rows = "".join(f"\"['Anna', 'is', '{i}']\",\"['B-PER', 'O', 'O']\"\n" for i in range(12))
    dataset = load(write("a.csv", "tokens,ner_tags\n" + rows), heads=("entities",), kinds={"entities": "tagging"})
    assert spans(dataset)["Anna is 7"] == [TextSpan(0, 4, "PER")]


def test_tags_by_number_take_their_names_from_a_file(write, load):
    rows = [{"tokens": ["Anna", "is", str(i)], "ner_tags": [1, 0, 0]} for i in range(12)]
    write("ner_tags.txt", "O\nB-PER\nI-PER\n")
    dataset = load(write("a.jsonl", lines(rows)), heads=("entities",), kinds={"entities": "tagging"})
    assert spans(dataset)["Anna is 7"] == [TextSpan(0, 4, "PER")]
    assert any("taken from ner_tags.txt" in note for note in dataset.notes)


def test_tags_by_number_without_names_are_refused(write, load):
    rows = [{"tokens": ["Anna", "is"], "ner_tags": [1, 0]} for _ in range(12)]
    with pytest.raises(DataError, match=r"these are no tags of entities: '0', '1'"):
        load(write("a.jsonl", lines(rows)), heads=("entities",), kinds={"entities": "tagging"})


def test_class_labels_of_tags_are_read_with_their_names(tmp_path, load):
    import datasets

    names = datasets.ClassLabel(names=["O", "B-PER", "I-PER"])
    features = datasets.Features(
        {"tokens": datasets.Sequence(datasets.Value("string")), "ner_tags": datasets.Sequence(names)}
    )
    columns = {"tokens": [["Anna", "is", str(i)] for i in range(12)], "ner_tags": [[1, 0, 0]] * 12}
    datasets.Dataset.from_dict(columns, features=features).to_parquet(tmp_path / "a.parquet")
    dataset = load(tmp_path / "a.parquet", heads=("entities",), kinds={"entities": "tagging"})
    assert spans(dataset)["Anna is 7"] == [TextSpan(0, 4, "PER")]


def test_words_beside_a_text_are_its_tokens(write, load):
    rows = [{"text": f"Anna's {i}", "words": ["Anna", "'s", str(i)], "tags": ["B-PER", "O", "O"]} for i in range(12)]
    dataset = load(write("a.jsonl", lines(rows)), heads=("entities",), kinds={"entities": "tagging"})
    assert spans(dataset)["Anna's 7"] == [TextSpan(0, 4, "PER")]


@pytest.mark.parametrize("shape", ["pair", "doccano", "label studio", "tokens, too"])
def test_exports_of_annotation_tools(write, load, shape):
    def row(i):
        text, mark = f"Anna {i}", {"start": 0, "end": 4, "text": "Anna", "labels": ["PER"]}
        results = [{"from_name": "ner", "to_name": "text", "type": "labels", "value": mark}]
        results = results[: i % 2]
        return {
            "pair": [text, {"entities": [[0, 4, "PER"]][: i % 2]}],
            "doccano": {"id": i, "text": text, "label": [[0, 4, "PER"]][: i % 2]},
            "label studio": {"id": i, "data": {"text": text}, "annotations": [{"result": results}]},
            "tokens, too": {"text": text, "tokens": ["Anna", str(i)], "spans": [[0, 4, "PER"]][: i % 2]},
        }[shape]

    heads, kinds = ("ner",), {"ner": "tagging"}
    dataset = load(write("a.json", json.dumps([row(i) for i in range(12)])), heads=heads, kinds=kinds)
    found = spans(dataset, "ner")
    assert found["Anna 7"] == [TextSpan(0, 4, "PER")]
    assert found["Anna 4"] == []
    assert len(found) == 12


def test_unfinished_tasks_are_unlabelled(write, load):
    mark = {"value": {"start": 0, "end": 4, "labels": ["PER"]}, "from_name": "ner"}
    tasks = [{"data": {"text": f"Anna {i}"}, "annotations": [{"result": [mark]}]} for i in range(12)]
    tasks += [{"data": {"text": "x"}, "annotations": []}]
    tasks += [{"data": {"text": "y"}, "annotations": [{"was_cancelled": True, "result": [mark]}]}]
    dataset = load(write("a.json", json.dumps(tasks)), heads=("ner",), kinds={"ner": "tagging"})
    assert [(left.reason, left.count) for left in dataset.left_out] == [("no_label", 2)]


def test_choices_of_label_studio_are_labels(write, load):
    tasks = [
        {
            "data": {"text": f"text {i}"},
            "annotations": [{"result": [{"from_name": "mood", "value": {"choices": ["joy", "fear"][: 1 + i % 2]}}]}],
        }
        for i in range(12)
    ]
    dataset = load(write("a.json", json.dumps(tasks)), heads=("mood",), kinds={"mood": "multilabel"})
    assert together(dataset, lambda split: split.iter_label_sets("mood"))["text 3"] == {"joy", "fear"}


SETS = {
    "a.jsonl": lines({"text": f"text {i}", "labels": [[], ["a"], ["a", "b"]][i % 3]} for i in range(24)),
    "bars.csv": "text,label\n" + "".join(f"text {i},{['[]', 'a', 'a|b', 'b'][i % 4]}\n" for i in range(24)),
    "flags.csv": "text,a,b\n" + "".join(f"text {i},{int(i % 3 > 0)},{int(i % 3 > 1)}\n" for i in range(24)),
}


@pytest.mark.parametrize("name", SETS)
def test_sets_of_labels(write, load, name):
    dataset = load(write(name, SETS[name]), heads=("mood",), kinds={"mood": "multilabel"})
    sets = together(dataset, lambda split: split.iter_label_sets("mood"))
    assert len(sets) == 24
    assert sets["text 0"] == frozenset()
    assert set(sets.values()) >= {frozenset(), frozenset("a"), frozenset("ab")}


def test_the_kind_says_whether_a_comma_divides(write, load):
    path = write("a.csv", "text,label\n" + "".join(f'text {i},"{["a,b", "a", "b"][i % 3]}"\n' for i in range(24)))
    assert set(load(path).splits["train"].labels("intent")) == {"a,b", "a", "b"}
    dataset = load(path, kinds={"intent": "multilabel"})
    assert set(dataset.splits["train"].iter_label_sets("intent")) == {frozenset("ab"), frozenset("a"), frozenset("b")}
    assert "labels in column 'label' are divided by ','" in dataset.notes


def test_the_separator_can_be_set(write, load):
    path = write("a.csv", "text,label\n" + "".join(f"text {i},{'ab'[i % 2]}/{i}\n" for i in range(12)))
    dataset = load(path, kinds={"intent": "multilabel"}, label_separator="/", label="label")
    assert together(dataset, lambda split: split.iter_label_sets("intent"))["text 3"] == {"b", "3"}


def test_columns_of_flags_can_be_named(write, load):
    rows = "".join(f"text {i},{i % 2},{int(i % 3 > 0)},{int(i > 3)}\n" for i in range(24))
    path = write("a.csv", "text,joy,fear,edited\n" + rows)
    dataset = load(path, kinds={"intent": "multilabel"}, labels={"intent": ["joy", "fear"]})
    assert together(dataset, lambda split: split.iter_label_sets("intent"))["text 5"] == {"joy", "fear"}
    assert dataset.splits["train"][0].metadata.keys() == {"edited"}
    with pytest.raises(DataError, match=r"there is no column 'fears', did you mean 'fear'"):
        load(path, kinds={"intent": "multilabel"}, labels={"intent": ["joy", "fears"]})


def test_numbered_classes_are_named_for_every_kind(write, load):
    write("labels.txt", "no\nyes\n")
    path = write("a.csv", "text,label\n" + "".join(f"text {i},{i % 2}\n" for i in range(24)))
    assert set(load(path).splits["train"].labels("intent")) == {"no", "yes"}
    assert set(load(path.parent).splits["train"].labels("intent")) == {"no", "yes"}


def test_several_labels_for_a_head_of_one_are_refused(write, load):
    path = write("a.jsonl", lines({"text": f"text {i}", "label": ["a"] if i < 9 else ["a", "b"]} for i in range(12)))
    with pytest.raises(DataError, match=r"a\.jsonl:10: this row has 2 labels, and the head 'intent' takes one"):
        load(path, kinds={"intent": "classification"})
    path = write("b.jsonl", lines({"text": f"text {i}", "label": ["ab"[i % 2]]} for i in range(12)))
    assert set(load(path, kinds={"intent": "classification"}).splits["train"].labels("intent")) == {"a", "b"}


def test_numbers(write, load):
    rows = "".join(f"text {i},{i / 4}\n" for i in range(40))
    dataset = load(write("a.csv", "text,score\n" + rows), kinds={"intent": "regression"})
    numbers = together(dataset, lambda split: split.iter_numbers("intent"))
    assert numbers["text 9"] == 2.25
    assert sorted(numbers.values()) == [i / 4 for i in range(40)]
    assert len(dataset.splits["validation"]) == 3
    tested = list(dataset.splits["test"].iter_numbers("intent"))
    assert min(tested) < 4 < 5 < max(tested)


@pytest.mark.parametrize("cell", ["many", "nan years", "inf", '"3,5"', "1e999"])
def test_cells_that_are_no_number_are_located(write, load, cell):
    rows = "".join(f"text {i},{i / 4}\n" for i in range(1200)) + f"text,{cell}\n"
    with pytest.raises(DataError, match=r"a\.csv:1202: .* is not a number") as caught:
        load(write("a.csv", "text,score\n" + rows), kinds={"intent": "regression"}, label="score")
    assert "3.5" in caught.value.hint


def test_relations_need_their_marks(write, load):
    good = [{"text": f"<e1>Anna</e1> of <e2>Bonn</e2> {i}", "label": "ab"[i % 2]} for i in range(12)]
    kinds = {"intent": "relation"}
    assert load(write("a.jsonl", lines(good)), kinds=kinds).splits["train"].heads == ("intent",)
    bad = [*good, {"text": "<e1>Anna</e1> of Bonn", "label": "a"}]
    with pytest.raises(DataError, match=r"b\.jsonl:13: there is no <e2>") as caught:
        load(write("b.jsonl", lines(bad)), kinds=kinds)
    assert "<e2>the other</e2>" in caught.value.hint


def test_entities_of_relations_may_stand_in_columns(write, load):
    rows = [{"text": f"Anna of Bonn {i}", "head": "Anna", "tail": "Bonn", "relation": "ab"[i % 2]} for i in range(12)]
    dataset = load(write("a.jsonl", lines(rows)), heads=("relation",), kinds={"relation": "relation"})
    assert "<e1>Anna</e1> of <e2>Bonn</e2> 7" in [text for split in dataset.splits.values() for text in split.texts()]


def squad(wrong=None):
    def question(i):
        answers = [] if i % 4 == 3 else [{"text": "Bonn", "answer_start": 3 if i == wrong else 10}]
        return {"id": f"q{i}", "question": f"Where does she live {i}?", "answers": answers, "is_impossible": i % 4 == 3}

    articles = [
        {
            "title": f"t{a}",
            "paragraphs": [{"context": "She is in Bonn.", "qas": [question(4 * a + i) for i in range(4)]}],
        }
        for a in range(10)
    ]
    return json.dumps({"version": "2", "data": articles}, indent=1)


ANSWERS = {"heads": ("answer",), "kinds": {"answer": "question_answering"}}


def test_questions_of_squad(write, load):
    dataset = load(write("a.json", squad()), **ANSWERS)
    example = dataset.splits["train"][0]
    assert (example.text[:20], example.text_pair) == ("Where does she live ", "She is in Bonn.")
    found = together(dataset, lambda split: split.iter_answers("answer"))
    assert found["Where does she live 2?"] == [(10, "Bonn")]
    assert found["Where does she live 3?"] == []
    assert len(found) == 40
    groups = [set(split.groups()) for split in dataset.splits.values()]
    assert not groups[0] & groups[1] | groups[0] & groups[2] | groups[1] & groups[2]


def test_an_answer_at_the_wrong_place_is_located(write, load):
    with pytest.raises(DataError, match=r"a\.json:\d+: q5: the answer 'Bonn' does not stand at character 3"):
        load(write("a.json", squad(wrong=5)), **ANSWERS)


def test_an_article_without_questions_is_located(write, load):
    with pytest.raises(DataError, match=r"a\.json:2: paragraph 1 of the article .* no context or no list of questions"):
        load(write("a.json", '{"data": [\n{"paragraphs": [{"context": "x"}]}]}'), **ANSWERS)


def test_questions_in_a_table(write, load):
    rows = "".join(f"where is {i},it is in place {i} now,place {i}\n" for i in range(20))
    dataset = load(write("a.csv", "question,passage,answer\n" + rows), **ANSWERS)
    assert together(dataset, lambda split: split.iter_answers("answer"))["where is 7"] == [(9, "place 7")]


def test_a_question_without_a_text_asks_for_its_column(write, load):
    rows = "".join(f"where is {i},here it may be {i} or not,place {i}\n" for i in range(20))
    with pytest.raises(DataError, match=r"the text that answers stand in: it may be q.*--set data\.text_pair=COLUMN"):
        load(write("a.csv", "question,q,answer\n" + rows), **ANSWERS)


BAD_TAGS = {
    "a tag of no scheme": (
        "Anna B-PER\nis O\nx X-PER\n\n",
        39,
        "token 3 ('x'): 'X-PER' is no tag: expected O or B-",
    ),
    "a tag without a label": ("Anna B-\nis O\n\n", 37, "'B-' is no tag"),
}


@pytest.mark.parametrize("case", BAD_TAGS)
def test_tags_that_are_none_are_located(write, load, case):
    block, line, problem = BAD_TAGS[case]
    path = write("a.conll", "Anna B-PER\nis O\n\n" * 12 + block)
    with pytest.raises(DataError) as caught:
        load(path, heads=("entities",), kinds={"entities": "tagging"})
    assert problem in str(caught.value)
    assert caught.value.where == f"{path}:{line}"


def test_tags_of_no_known_scheme_are_refused(write, load):
    path = write("a.conll", "Anna B-PER\nK. L-PER\nis O\nBonn S-LOC\n\n" * 12)
    with pytest.raises(DataError, match=r"a\.conll, column 'tags': tags begin with B, L, S, which .* no known scheme"):
        load(path, heads=("entities",), kinds={"entities": "tagging"})


def test_tags_out_of_order_are_told(write, load):
    path = write("a.conll", "".join(f"Anna B-PER\n{i} I-PER\nis O\n\n" for i in range(12)) + "in O\nBonn I-LOC\n")
    dataset = load(path, heads=("entities",), kinds={"entities": "tagging"})
    assert spans(dataset)["in Bonn"] == [TextSpan(3, 7, "LOC")]
    assert any("1 tags in column 'tags' go on with" in note and f"{path}:50" in note for note in dataset.notes)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"tokens": ["Anna"], "tags": ["B-PER", "O"]}, "there are 1 tokens and 2 tags"),
        ({"text": "Otto is", "tokens": ["Anna", "is"], "tags": ["B-PER", "O"]}, "token 1 ('Anna') is not in the text"),
    ],
)
def test_tags_that_do_not_fit_are_located(write, load, row, problem):
    good = {"text": "Anna is", "tokens": ["Anna", "is"], "tags": ["B-PER", "O"]}
    rows = [{key: good[key] for key in row}] * 12 + [row]
    path = write("a.jsonl", lines(rows))
    with pytest.raises(DataError) as caught:
        load(path, heads=("entities",), kinds={"entities": "tagging"})
    assert problem in str(caught.value)
    assert caught.value.where == f"{path}:13"


@pytest.mark.parametrize(
    ("kind", "label", "problem"),
    [
        ("tagging", "O O", "no token is part of an entity"),
        ("multilabel", ["a"], "every row has the same labels"),
        ("regression", 3, "every row has the same number"),
    ],
)
def test_data_with_nothing_to_learn_are_refused(write, load, kind, label, problem):
    path = write("a.jsonl", lines({"text": f"text {i}", "label": label} for i in range(12)))
    with pytest.raises(DataError, match=f"{problem} in column 'label'"):
        load(path, kinds={"intent": kind}, label="label")


def test_an_unknown_kind_suggests_the_nearest(write, load, questions):
    with pytest.raises(SettingsError, match="'multi-label' is no kind of head, did you mean 'multilabel'"):
        load(write("a.csv", questions), kinds={"intent": "multi-label"})


def test_several_heads_of_different_kinds(write, load):
    write("train.seq.out", "B-city O\n" * 12)
    write("train.label", "ask\ntell\n" * 6)
    path = write("train.seq.in", "".join(f"Bonn {i}\n" for i in range(12)))
    kinds = {"slots": "tagging", "intent": "classification"}
    dataset = load(path, heads=("intent", "slots"), kinds=kinds)
    assert dataset.kinds == kinds
    assert spans(dataset, "slots")["Bonn 3"] == [TextSpan(0, 4, "city")]
    assert together(dataset, lambda split: split.labels("intent"))["Bonn 3"] == "tell"
