"""npz files: what they hold is read; a pickle, a bomb and damage are one clear error, before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from scaffold.data.images.archive import Archive, archive_at
from scaffold.data.images.reference import read_reference
from scaffold.errors import DataError

GREY = np.arange(2 * 4 * 5, dtype=np.uint8).reshape(2, 4, 5)


def save(path, **arrays):
    np.savez_compressed(path, **arrays)
    return path


@pytest.mark.parametrize(
    ("values", "most"),
    [
        (GREY, 39 / 255),
        (GREY[..., None], 39 / 255),
        (GREY.astype(np.int64), 39 / 255),
        (GREY.astype(np.uint16) * 256, 39 * 256 / 65535),
        (GREY.astype(np.float32) / 39, 1.0),
        (GREY > 20, 1.0),
        (np.stack([GREY] * 3, axis=-1), 39 / 255),
    ],
)
def test_pixels_lie_between_no_light_and_full(tmp_path, values, most):
    pixels = read_reference(f"{save(tmp_path / 'a.npz', train_images=values)}#train/1")

    assert pixels.shape == (4, 5, values.shape[3] if values.ndim == 4 else 1)
    assert pixels.dtype == np.float32
    assert pixels.max() == pytest.approx(most)


def test_array_without_a_split_is_called_by_its_row(tmp_path):
    assert read_reference(f"{save(tmp_path / 'a.npz', images=GREY)}#/0").shape == (4, 5, 1)


def test_file_that_changes_is_read_anew(tmp_path):
    path = save(tmp_path / "a.npz", images=GREY)
    assert archive_at(path).images("images").pixels(0).max() < 0.1
    save(path, images=np.full((3, 9, 9), 255, dtype=np.uint8))
    assert archive_at(path).images("images").pixels(0).min() == 1.0


def test_pickle_is_refused_and_never_read(tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    path = save(tmp_path / "a.npz", images=np.array([Trap()], dtype=object))
    with pytest.raises(DataError, match=r"a\.npz: the array 'images' holds a pickle, which is never read"):
        archive_at(path)
    assert not (tmp_path / "sprung").exists()


def header(shape: str, kind: str = "|u1") -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, np.zeros(3, dtype=np.uint8))
    return out.getvalue().replace(b"(3,)", shape.encode()).replace(b"|u1", kind.encode())


def packed(path, **members: bytes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return path


def test_array_that_says_it_is_larger_than_it_is_is_damaged(tmp_path):
    path = packed(tmp_path / "a.npz", images=header("(9999999, 99999, 99)"))
    with pytest.raises(DataError, match="says that it is"):
        archive_at(path)


def test_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = packed(tmp_path / "a.npz", images=header("(3,)") + bytes(100 << 20))
    with pytest.raises(DataError, match=r"it would unpack from .* to 104,857,7.* bytes, which is refused"):
        archive_at(path)


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 cut"])
def test_what_is_no_zip_is_one_clear_error(tmp_path, content):
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="this is no npz file that can be read"):
        Archive(path)


def test_member_that_is_no_array_is_one_clear_error(tmp_path):
    with pytest.raises(DataError, match="this is no npz file that can be read"):
        Archive(packed(tmp_path / "a.npz", images=b"hello"))


def test_file_cut_short_is_one_clear_error(tmp_path):
    whole = save(tmp_path / "a.npz", images=np.random.default_rng(0).integers(0, 255, (50, 9, 9))).read_bytes()
    cut = tmp_path / "cut.npz"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"cut\.npz: this is no npz file"):
        archive_at(cut).images("images")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros((3, 4)), "is no array of images"),
        (np.zeros((3, 4, 4, 2)), "is no array of images"),
        (np.array(["a"]), "is no array of images"),
        (np.full((1, 2, 2), -1.0), "values of images go from -1 to -1"),
        (np.full((1, 2, 2), np.nan), "values of images go from nan"),
        (np.full((1, 2, 2), 70000), "go from 70000"),
    ],
)
def test_arrays_that_are_no_images_are_refused(tmp_path, values, message):
    path = save(tmp_path / "a.npz", images=values)
    with pytest.raises(DataError, match=message):
        archive_at(path).images("images")


def test_row_and_array_that_are_not_there_are_named(tmp_path):
    path = save(tmp_path / "a.npz", test_images=GREY)
    with pytest.raises(DataError, match="there is no row 7: test_images has 2"):
        read_reference(f"{path}#test/7")
    with pytest.raises(DataError, match="there is no array 'train_images', but test_images"):
        read_reference(f"{path}#train/0")
    with pytest.raises(DataError, match=r"Name a row of it, such as .*a\.npz#test/0"):
        read_reference(str(path))
