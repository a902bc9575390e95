"""A path of images goes to loaders of images, one of texts to those of texts, a sample to all."""

from __future__ import annotations

from scaffold.heads.loaders import loaders_for
from scaffold.plugins.specs import TaskHeadSpec

HEADS = [
    TaskHeadSpec("topic", "t", loader="notes"),
    TaskHeadSpec("both", "b", loader="films", kind="fusion", parts=("finding", "letter")),
    TaskHeadSpec("finding", "f", loader="films", kind="image"),
]


def test_each_path_has_its_loaders(tmp_path):
    (tmp_path / "films.npz").write_bytes(b"")
    (tmp_path / "notes.csv").write_text("text,topic\nhello,a\n", encoding="utf-8")
    (tmp_path / "films.csv").write_text("image,text\na.png,hello\n", encoding="utf-8")

    assert loaders_for(HEADS, None) == ["notes", "films"]
    assert loaders_for(HEADS, tmp_path / "films.npz") == ["films"]
    assert loaders_for(HEADS, tmp_path / "films.csv") == ["films"]
    assert loaders_for(HEADS, tmp_path / "notes.csv") == ["notes"]


def test_vertical_without_a_head_for_it_says_so_itself(tmp_path):
    (tmp_path / "films.npz").write_bytes(b"")
    assert loaders_for(HEADS[:1], tmp_path / "films.npz") == ["notes"]
