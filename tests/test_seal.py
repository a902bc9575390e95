"""A sealed bundle is whole, unaltered and free of pickles, or it is refused with the reason."""

from __future__ import annotations

import io
import json
import pickle
import shutil
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import BundleError
from scaffold.seal import MANIFEST, check_seal, seal


@pytest.fixture
def sealed(tmp_path):
    folder = tmp_path / "bundle"
    (folder / "heads").mkdir(parents=True)
    (folder / "metadata.json").write_text('{"format": 1}', encoding="utf-8")
    (folder / "heads" / "model.safetensors").write_bytes(bytes(range(256)))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "说明.md").write_text("一句话。A sentence.", encoding="utf-8")
    seal(folder)
    return folder


def refusal(folder) -> str:
    with pytest.raises(BundleError) as caught:
        check_seal(folder)
    assert str(folder) in str(caught.value)
    assert caught.value.hint
    return str(caught.value)


def test_sealed_folder_is_whole_and_its_hash_repeats(sealed):
    assert check_seal(sealed) == check_seal(sealed) == seal(sealed)


def test_hash_does_not_depend_on_the_place(sealed, tmp_path):
    assert check_seal(shutil.copytree(sealed, tmp_path / "elsewhere")) == check_seal(sealed)


def test_hash_depends_on_names_and_contents(sealed):
    first = check_seal(sealed)
    (sealed / "empty.txt").rename(sealed / "other.txt")

    assert seal(sealed) != first


@given(place=st.integers(0, 255), flip=st.integers(1, 255))
@settings(max_examples=20, deadline=None)
def test_one_changed_byte_is_noticed(tmp_path_factory, place, flip):
    folder = tmp_path_factory.mktemp("b")
    (folder / "a.safetensors").write_bytes(bytes(range(1, 256)) + b"\0")
    seal(folder)
    content = bytearray((folder / "a.safetensors").read_bytes())
    content[place] ^= flip
    (folder / "a.safetensors").write_bytes(content)

    with pytest.raises(BundleError, match=r"a\.safetensors"):
        check_seal(folder)


def test_missing_added_and_altered_files_are_named_together(sealed):
    (sealed / "empty.txt").unlink()
    (sealed / "added.txt").write_text("x", encoding="utf-8")
    (sealed / "metadata.json").write_text('{"format": 2}', encoding="utf-8")

    message = refusal(sealed)
    assert "empty.txt is missing, added.txt is not of this bundle, metadata.json was altered" in message


def test_many_problems_are_counted(sealed):
    for number in range(9):
        (sealed / f"added-{number}").write_text("x", encoding="utf-8")

    assert "added-4 is not of this bundle and 4 more" in refusal(sealed)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", ["weights.pkl", "weights.safetensors", "heads/notes.txt"])
def test_pickle_is_refused_under_any_name_even_if_sealed(sealed, name, protocol):
    (sealed / name).write_bytes(pickle.dumps({"weights": [1.5, 2.5], "text": "卡"}, protocol=protocol))
    for _ in range(2):
        message = refusal(sealed)
        assert f"the bundle holds a pickle, which is never loaded: {name}" in message
        assert "Do not use this bundle" in message
        seal(sealed)


@pytest.mark.parametrize("length", [0x0280, 0x0380, 0x0480, 0x0580])
def test_safetensors_whose_length_begins_like_a_pickle_are_no_pickle(sealed, length):
    header = json.dumps({"__metadata__": {"a": ""}}).replace('""', f'"{"x" * (length - 27)}"')
    assert len(header) == length
    (sealed / "heads" / "weights.safetensors").write_bytes(length.to_bytes(8, "little") + header.encode() + bytes(8))
    seal(sealed)
    check_seal(sealed)


@pytest.mark.parametrize("name", ["weights.pt", "weights.safetensors"])
def test_archive_with_a_pickle_is_refused(sealed, name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps([1]))
    (sealed / name).write_bytes(buffer.getvalue())

    assert f"holds a pickle, which is never loaded: {name}" in refusal(sealed)


def test_pickle_is_never_run(sealed, tmp_path):
    class Harm:
        def __reduce__(self):
            return (open, (str(tmp_path / "harm"), "w"))

    (sealed / "model.json").write_bytes(pickle.dumps(Harm(), protocol=0))

    assert "holds a pickle" in refusal(sealed)
    assert not (tmp_path / "harm").exists()


def test_link_is_refused(sealed, tmp_path):
    outside = tmp_path / "outside"
    (sealed / "empty.txt").rename(outside)
    (sealed / "empty.txt").symlink_to(outside)
    assert "empty.txt is a link" in refusal(sealed)


@pytest.mark.parametrize("target", [".", "nowhere"], ids=["folder", "dangling"])
def test_link_that_is_no_file_is_refused(sealed, target):
    (sealed / "link").symlink_to(target)

    assert "link is not of this bundle" in refusal(sealed)


def test_edited_manifest_is_noticed(sealed):
    manifest = json.loads((sealed / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"].pop("empty.txt")
    (sealed / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")

    assert "its manifest.json was altered" in refusal(sealed)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": 3}', "\x80"])
def test_unreadable_manifest_is_told(sealed, content):
    (sealed / MANIFEST).write_bytes(content.encode("latin-1"))

    assert "its manifest.json cannot be read" in refusal(sealed)


def test_folder_of_the_run_is_answered_with_the_bundle_in_it(sealed):
    assert f"it has no manifest.json. Did you mean {sealed}?" in refusal(sealed.parent)


def test_missing_folder_is_told(tmp_path):
    assert "there is no such bundle. Give the folder `bundle` of a run." in refusal(tmp_path / "nowhere")
