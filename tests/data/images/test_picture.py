"""PNG and JPEG files of every sort: the right pixels, or one clear error that names the file."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from scaffold.data.images.picture import MOST_PIXELS, read_picture
from scaffold.errors import DataError

RAMP = np.linspace(0, 255, 12 * 20).reshape(12, 20).astype(np.uint8)


def test_grey_has_one_channel_and_colour_three(tmp_path):
    Image.fromarray(RAMP).save(tmp_path / "grey.png")
    Image.fromarray(np.dstack([RAMP, RAMP, RAMP * 0])).save(tmp_path / "colour.png")

    assert read_picture(tmp_path / "grey.png").shape == (12, 20, 1)
    assert np.allclose(read_picture(tmp_path / "grey.png")[:, :, 0], RAMP / 255)
    assert read_picture(tmp_path / "colour.png")[-1, -1].tolist() == [1.0, 1.0, 0.0]


def test_sixteen_bits_are_scaled_by_sixteen(tmp_path):
    wide = RAMP.astype(np.uint16) * 257
    Image.fromarray(wide).save(tmp_path / "deep.png")

    assert np.allclose(read_picture(tmp_path / "deep.png")[:, :, 0], wide / 65535, atol=1e-6)


def test_palette_one_bit_and_cmyk_become_what_they_show(tmp_path):
    colour = np.zeros((8, 8, 3), dtype=np.uint8)
    colour[:, 4:] = (255, 0, 0)
    Image.fromarray(colour).quantize(4).save(tmp_path / "palette.png")
    Image.fromarray(RAMP > 100).save(tmp_path / "bits.png")
    Image.fromarray(colour).convert("CMYK").save(tmp_path / "ink.jpg", quality=95)

    assert np.allclose(read_picture(tmp_path / "palette.png"), colour / 255, atol=0.02)
    assert set(np.unique(read_picture(tmp_path / "bits.png"))) == {0.0, 1.0}
    ink = read_picture(tmp_path / "ink.jpg")
    assert ink.shape == (8, 8, 3)
    assert np.abs(ink - colour / 255).mean() < 0.1


def test_what_is_transparent_is_black(tmp_path):
    see_through = np.dstack([np.full((4, 4, 3), 255, dtype=np.uint8), np.array([[0, 255] * 2] * 4, dtype=np.uint8)])
    Image.fromarray(see_through, "RGBA").save(tmp_path / "a.png")
    Image.fromarray(see_through[:, :, [0, 3]], "LA").save(tmp_path / "la.png")

    assert read_picture(tmp_path / "a.png")[0, :2].tolist() == [[0.0] * 3, [1.0] * 3]
    assert read_picture(tmp_path / "la.png")[0, :2].tolist() == [[0.0], [1.0]]


def test_image_is_turned_as_its_camera_says(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(RAMP).save(tmp_path / "turned.jpg", exif=exif)

    assert read_picture(tmp_path / "turned.jpg").shape == (20, 12, 1)


def test_image_that_moves_is_refused(tmp_path):
    frames = [Image.fromarray(RAMP), Image.fromarray(255 - RAMP)]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:])

    with pytest.raises(DataError, match=r"a\.png: this image moves: it has 2 frames"):
        read_picture(tmp_path / "a.png")


def huge_header(side: int) -> bytes:
    """A PNG that says it is huge and holds next to nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    packed = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8000, 10_000, 60_000])
def test_bomb_is_refused_by_its_header(tmp_path, side):
    (tmp_path / "bomb.png").write_bytes(huge_header(side))

    with pytest.raises(DataError, match=rf"bomb\.png: this image has .* pixels, and {MOST_PIXELS:,} are read at most"):
        read_picture(tmp_path / "bomb.png")


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_image_cut_short_is_damaged(tmp_path, suffix, kept):
    noise = np.random.default_rng(0).integers(0, 255, (40, 40), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / f"whole.{suffix}")
    whole = (tmp_path / f"whole.{suffix}").read_bytes()
    (tmp_path / f"cut.{suffix}").write_bytes(whole[: int(kept * len(whole))])

    with pytest.raises(DataError, match=rf"cut\.{suffix}: this image is damaged"):
        read_picture(tmp_path / f"cut.{suffix}")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"hello"])
def test_what_is_no_image_is_refused(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(DataError, match=r"a\.png: this (is no PNG or JPEG image|image is damaged)"):
        read_picture(tmp_path / "a.png")


def test_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"b\.png: there is no such image"):
        read_picture(tmp_path / "b.png")
