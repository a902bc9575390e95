"""Folders, tables and npz files of images as data sets, and the report on them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from scaffold.data.images.case import ImageCase, can_read, pixels_of
from scaffold.data.images.sources import holds_images
from scaffold.data.load import load_dataset
from scaffold.data.report import as_html, as_text, build_report
from scaffold.errors import DataError
from scaffold.settings import DataSettings, PrivacySettings

KINDS = {"finding": "image", "note": "classification", "both": "fusion"}


def load(path, **settings):
    return load_dataset(path, DataSettings(**settings), tuple(KINDS), kinds=KINDS)


def picture(path, seed: int, side: int = 8):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (side, side), dtype=np.uint8)).save(path)
    return path


@pytest.fixture
def folder(tmp_path):
    for number in range(20):
        picture(tmp_path / "films" / ("normal" if number % 2 else "ill") / f"{number}.png", number)
    return tmp_path / "films"


def test_folder_of_a_class_each_gets_splits(folder):
    dataset = load(folder)

    assert {name: len(rows) for name, rows in dataset.splits.items()} == {"train": 15, "validation": 2, "test": 3}
    assert dataset.heads == ("finding",)
    example = dataset.splits["train"][0]
    assert example.labels == {"finding": example.image.parent.name}
    assert isinstance(example.input, ImageCase)
    assert pixels_of(example.input).shape == (8, 8, 1)
    assert "8 x 8 x 1: 15" in as_text(build_report(dataset))
    assert "width x height x channels" in as_html(build_report(dataset))


def test_folders_of_splits_are_taken_as_given(tmp_path):
    for part, count in {"train": 6, "val": 2, "test": 4}.items():
        for number in range(count):
            picture(tmp_path / "x" / part / ("a" if number % 2 else "b") / f"{number}.png", hash((part, number)) % 999)
    sizes = {name: len(rows) for name, rows in load(tmp_path / "x").splits.items()}
    assert sizes == {"train": 6, "validation": 2, "test": 4}


def test_image_in_no_folder_of_a_class_is_refused(tmp_path):
    picture(tmp_path / "x" / "train" / "1.png", 1)
    with pytest.raises(DataError, match=r"1\.png: this image is in no folder of a class"):
        load(tmp_path / "x")


def test_images_that_show_the_same_stay_in_one_split_and_are_reported(tmp_path):
    for number in range(40):
        picture(tmp_path / "x" / ("a" if number % 2 else "b") / f"{number}.png", number // 4 * 2 + number % 2)
    dataset = load(tmp_path / "x")

    shown = {name: {each.metadata["pixels"] for each in rows} for name, rows in dataset.splits.items()}
    assert not shown["train"] & (shown["validation"] | shown["test"])
    codes = {finding.code: finding for finding in build_report(dataset).findings}
    assert "images that occurred before" in codes["duplicate_text"].message
    assert "train_test_overlap" not in codes


def test_images_that_cannot_be_read_are_left_out_and_named(folder):
    (folder / "ill" / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    report = build_report(load(folder))

    (finding,) = [each for each in report.findings if each.code == "unreadable"]
    assert finding.count == 1
    assert "cut.png" in finding.where()


def test_where_no_image_can_be_read_the_first_one_says_why(tmp_path):
    for name in ("a/1.png", "b/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"no")
    with pytest.raises(DataError, match=r"1\.png: this is no PNG or JPEG image"):
        load(tmp_path)


def test_npz_has_splits_and_names_of_labels(tmp_path):
    random = np.random.default_rng(0)
    arrays = {f"{part}_images": random.integers(0, 255, (6, 5, 5), dtype=np.uint8) for part in ("train", "val", "test")}
    arrays |= {f"{part}_labels": np.array([[0], [1]] * 3) for part in ("train", "val", "test")}
    np.savez(tmp_path / "a.npz", **arrays, label_names=np.array(["normal", "ill"]))
    dataset = load(tmp_path / "a.npz")

    assert {name: len(rows) for name, rows in dataset.splits.items()} == {"train": 6, "validation": 6, "test": 6}
    assert dataset.splits["test"].labels("finding") == ["normal", "ill"] * 3
    assert dataset.splits["test"][2].text == f"{tmp_path / 'a.npz'}#test/2"


def test_plain_npz_gets_splits(tmp_path):
    values = np.random.default_rng(0).integers(0, 255, (30, 5, 5), dtype=np.uint8)
    np.savez(tmp_path / "a.npz", images=values, labels=np.array(["x", "y"] * 15))
    assert sum(len(rows) for rows in load(tmp_path / "a.npz").splits.values()) == 30


@pytest.mark.parametrize("labels", [np.zeros((4, 3)), np.zeros(3, dtype=int), np.array([0.5] * 4)])
def test_labels_that_are_not_one_an_image_are_refused(tmp_path, labels):
    np.savez(tmp_path / "a.npz", train_images=np.zeros((4, 5, 5), dtype=np.uint8), train_labels=labels)
    with pytest.raises(DataError, match="train_labels is no label for each of 4 images"):
        load(tmp_path / "a.npz")


def table(folder, rows):
    path = folder / "cases.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_table_gives_each_head_the_rows_it_can_read(tmp_path):
    rows = []
    for number in range(24):
        picture(tmp_path / "films" / f"{number}.png", number)
        row = {"label": "ill" if number % 2 else "gesund 健康"}
        row |= {"image": f"films/{number}.png"} if number % 3 else {}
        row |= {"text": f"Husten 咳嗽 {number}"} if number % 4 or not number % 3 else {}
        rows.append(row)
    dataset = load(table(tmp_path, rows))

    examples = [example for rows in dataset.splits.values() for example in rows]
    assert len(examples) == 24
    for example in examples:
        given = example.input
        assert set(example.labels) == {head for head, kind in KINDS.items() if can_read(kind, given)}
    assert dataset.columns.image == "image"
    assert dataset.columns.text == "text"


def test_texts_beside_images_lose_their_identifiers(tmp_path, folder):
    rows = [
        {"image": f"films/{c}/{n}.png", "label": c, "text": f"Seen by Dr Xanthe Quillfeather, tel 0161 496 0{n:03}"}
        for n in range(20)
        for c in [("ill", "normal")[n % 2]]
    ]
    dataset = load(table(tmp_path, rows), privacy=PrivacySettings(deidentify="tags"))

    texts = [example.text for each in dataset.splits.values() for example in each]
    assert len(texts) == 20
    assert not [text for text in texts if "Quillfeather" in text or "496" in text]


def test_table_of_texts_is_for_heads_of_texts(tmp_path, folder):
    texts = table(tmp_path, [{"text": "hello", "label": "a"}])
    films = tmp_path / "films.csv"
    films.write_text("file,label\nfilms/ill/0.png,ill\n", encoding="utf-8")

    assert [holds_images(path) for path in (folder, films, texts, tmp_path / "none")] == [True, True, False, False]


def test_unknown_column_of_images_is_named(tmp_path, folder):
    path = table(tmp_path, [{"file": "films/ill/0.png", "label": "a"}])
    with pytest.raises(DataError, match="there is no column 'scan', but file, label"):
        load(path, image="scan")
