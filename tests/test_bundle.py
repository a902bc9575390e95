"""A bundle decides the same after it was moved, refuses what was changed, and takes parts whole or not at all."""

from __future__ import annotations

import json
import shutil

import pytest

from scaffold.bundle import Bundle, attach, read_metadata
from scaffold.decision.occlusion import word_spans
from scaffold.errors import BundleError, UserError
from scaffold.seal import check_seal, seal

TEXTS = ["where is my card", "我要退款", "reset my password please", "purple elephants", "refund my order now"]


@pytest.fixture
def copy(toy_bundle, tmp_path):
    return shutil.copytree(toy_bundle, tmp_path / "bundle")


@pytest.fixture(scope="module")
def bundle(toy_bundle) -> Bundle:
    return Bundle.load(toy_bundle)


def edit_metadata(path, **changes: object) -> None:
    metadata = json.loads((path / "metadata.json").read_text(encoding="utf-8"))
    for key, value in changes.items():
        metadata[key] = value
        if value is None:
            del metadata[key]
    (path / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    seal(path)


def as_dicts(decisions) -> list[dict]:
    return [decision.as_dict() for decision in decisions]


def test_decisions_come_in_order_with_ids_cases_and_labels(bundle):
    decisions = bundle.decide(TEXTS, ids=list("abcde"))

    assert [each.id for each in decisions] == list("abcde")
    assert [each.text for each in decisions] == TEXTS
    assert [decisions[row].heads["topic"].label for row in (0, 1, 2, 4)] == ["card", "退款", "login", "refund"]
    assert all(len(each.cases) == 3 for each in decisions)
    assert decisions[0].cases[0].label == "card"
    assert [each.id for each in bundle.decide(TEXTS)] == ["1", "2", "3", "4", "5"]
    assert bundle.decide([]) == []


def test_moved_bundle_decides_the_same_and_needs_nothing_else(toy_bundle, bundle, copy, tiny_folder, monkeypatch):
    expected = as_dicts(bundle.decide(TEXTS))
    monkeypatch.setattr("scaffold.models.base.load_encoder", lambda *_, **__: pytest.fail("the base was asked for"))
    hidden = tiny_folder.with_name("hidden")
    tiny_folder.rename(hidden)
    try:
        moved = Bundle.load(copy)
        assert as_dicts(moved.decide(TEXTS)) == expected
    finally:
        hidden.rename(tiny_folder)
    assert moved.path == copy
    assert str(toy_bundle) not in "".join(p.read_text(encoding="utf-8") for p in copy.rglob("*.json"))


def test_stream_in_blocks_is_one_pass_in_order(bundle, monkeypatch):
    texts = [f"{text} {number}" for number in range(3) for text in TEXTS]
    whole = as_dicts(bundle.decide(texts))
    sizes = []
    head = bundle.heads["topic"]
    predict = type(head).predict
    monkeypatch.setattr("scaffold.bundle._BLOCK", 4)
    monkeypatch.setattr(
        type(head), "predict", lambda self, block, **kw: sizes.append(len(block)) or predict(self, block, **kw)
    )

    streamed = as_dicts(bundle.stream(texts))

    assert sizes == [4, 4, 4, 3]
    assert [each["id"] for each in streamed] == [each["id"] for each in whole]
    assert [each["heads"]["topic"]["label"] for each in streamed] == [each["heads"]["topic"]["label"] for each in whole]


def test_stream_decides_as_it_is_read(bundle, monkeypatch):
    monkeypatch.setattr("scaffold.bundle._BLOCK", 2)
    stream = bundle.stream(TEXTS)

    assert next(stream).text == TEXTS[0]


def test_explain_weighs_each_word_of_the_text(bundle):
    text = "i forgot my password today"
    decision = bundle.explain(text)

    assert decision.heads["topic"].label == "login"
    assert [(span.start, span.end) for span in decision.spans] == word_spans(text)
    heaviest = max(decision.spans, key=lambda span: span.weight)
    assert text[heaviest.start : heaviest.end] in {"forgot", "password"}


def test_labels_of_an_unknown_head_are_an_error_that_lists_the_heads(bundle):
    assert bundle.labels("topic") == ("card", "login", "refund", "退款")
    with pytest.raises(UserError, match=r"no head 'topics' \(it has: topic\)"):
        bundle.labels("topics")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"format": 99, "scaffold": "7.0"},
            "is of format 99, this version reads 1. Open it with vertical-scaffold 7.0",
        ),
        ({"format": None}, "is of format None"),
        ({"heads": None}, "its metadata.json has no heads"),
        ({"decision": {}}, "its metadata.json has no decision"),
    ],
)
def test_metadata_of_another_kind_is_refused(copy, changes, message):
    edit_metadata(copy, **changes)

    with pytest.raises(BundleError) as caught:
        Bundle.load(copy)
    assert message in str(caught.value)


@pytest.mark.parametrize("content", ["", "[1]", "3"])
def test_metadata_that_is_no_record_is_refused(copy, content):
    (copy / "metadata.json").write_text(content, encoding="utf-8")

    with pytest.raises(BundleError, match=r"its metadata\.json"):
        read_metadata(copy)


def test_every_file_matters(copy):
    for path in sorted(path for path in copy.rglob("*") if path.is_file()):
        content = path.read_bytes()
        path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        with pytest.raises(BundleError):
            Bundle.load(copy)
        path.write_bytes(content)
    Bundle.load(copy)


@pytest.mark.parametrize("part", ["heads/topic/decision.json", "heads/topic/decision.safetensors", "encoders"])
def test_sealed_bundle_that_lacks_a_part_is_one_clear_error(copy, part):
    shutil.rmtree(copy / part) if (copy / part).is_dir() else (copy / part).unlink()
    seal(copy)

    with pytest.raises(BundleError, match=r"cannot be read|is missing") as caught:
        Bundle.load(copy)
    assert str(copy) in str(caught.value)


def test_bundle_holds_safe_files_only(toy_bundle):
    suffixes = {path.suffix for path in toy_bundle.rglob("*") if path.is_file()}

    assert suffixes == {".json", ".jsonl", ".safetensors", ".md"}


def write_faq(folder) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "faq.txt").write_text("an answer", encoding="utf-8")


def test_attached_part_is_sealed_and_found(copy):
    before = check_seal(copy)
    attach(copy, "faq", write_faq)

    assert check_seal(copy) != before
    assert (Bundle.load(copy).part("faq") / "deep" / "faq.txt").read_text(encoding="utf-8") == "an answer"
    with pytest.raises(BundleError, match="the bundle has no part 'index'"):
        Bundle.load(copy).part("index")


def test_attached_part_replaces_the_old_one_and_leaves_the_others(copy):
    attach(copy, "other", write_faq)
    attach(copy, "faq", write_faq)
    attach(copy, "faq", lambda folder: (folder / "new.txt").write_text("x", encoding="utf-8"))

    assert [path.name for path in (copy / "parts" / "faq").iterdir()] == ["new.txt"]
    assert (copy / "parts" / "other" / "deep" / "faq.txt").is_file()
    assert [path.name for path in copy.parent.iterdir()] == ["bundle"]


@pytest.mark.parametrize(
    "error", [UserError("a bad file"), OSError(28, "No space left on device"), KeyboardInterrupt()]
)
def test_part_that_fails_leaves_the_bundle_as_it_was(copy, error):
    attach(copy, "faq", write_faq)
    before = check_seal(copy)

    def fail(folder):
        (folder / "half").write_text("half", encoding="utf-8")
        raise error

    with pytest.raises((UserError, KeyboardInterrupt)):
        attach(copy, "faq", fail)

    assert check_seal(copy) == before
    assert [path.name for path in copy.parent.iterdir()] == ["bundle"]


def test_part_is_not_attached_to_a_bundle_that_was_altered(copy):
    (copy / "MODEL_CARD.md").write_text("changed", encoding="utf-8")

    with pytest.raises(BundleError, match=r"MODEL_CARD\.md was altered"):
        attach(copy, "faq", write_faq)


def test_disk_without_links_is_copied(copy, monkeypatch):
    def no_links(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("os.link", no_links)
    attach(copy, "faq", write_faq)

    assert Bundle.load(copy).part("faq").is_dir()
