"""An npz file of images: nothing of it is unpacked before its headers say that it may be, and no pickle is read."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.data.images.case import Pixels

_MEMBER = ".npy"
# What a file may unpack to, and how many times its own size where that is much.
_MOST_BYTES = 8 << 30
_MUCH = 64 << 20
_MOST_TIMES = 200
_HINT = "Write it with numpy.savez_compressed(FILE, train_images=..., train_labels=...)."


@dataclass(frozen=True, eq=False)
class ImageRows:
    """Images of one array.

    :ivar values: (n, height, width) or (n, height, width, channels), of any number type.
    :ivar scale: the value that means full light.
    """

    values: npt.NDArray[Any]
    scale: float

    def __len__(self) -> int:
        return len(self.values)

    def pixels(self, row: int) -> Pixels:
        """One image, (height, width, channels), from 0 to 1."""
        image = np.asarray(self.values[row], dtype=np.float32) / self.scale
        return image if image.ndim == 3 else image[:, :, None]


class Archive:
    """The arrays of one npz file, each read when it is first asked for.

    :ivar shapes: shape of every array, by name.
    :raises DataError: for a file that is no npz, holds a pickle, or would unpack to more than it can be worth.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[str, npt.NDArray[Any]] = {}
        self._images: dict[str, ImageRows] = {}
        with self._zip() as archive:
            members = [each for each in archive.infolist() if each.filename.endswith(_MEMBER)]
            self._check_size(members)
            self.shapes = {each.filename.removesuffix(_MEMBER): self._shape(archive, each) for each in members}

    def array(self, name: str) -> npt.NDArray[Any]:
        """One array.

        :raises DataError: when there is none of this name, or it is damaged.
        """
        if name not in self.shapes:
            raise DataError(f"there is no array {name!r}, but {', '.join(self.shapes) or 'none'}", where=str(self.path))
        if name not in self._read:
            with self._zip() as archive, archive.open(name + _MEMBER) as member:
                self._read[name] = np.lib.format.read_array(member, allow_pickle=False)
        return self._read[name]

    def images(self, name: str) -> ImageRows:
        """An array as images.

        :raises DataError: for one that has not the shape or the values of images.
        """
        if name not in self._images:
            values = self.array(name)
            self._check_images(name, values)
            self._images[name] = ImageRows(values, self._scale(name, values))
            # Only this form of it is asked for again.
            del self._read[name]
        return self._images[name]

    def _check_images(self, name: str, values: npt.NDArray[Any]) -> None:
        is_image = values.ndim == 3 or (values.ndim == 4 and values.shape[3] in (1, 3))
        if not is_image or 0 in values.shape[1:] or values.dtype.kind not in "uifb":
            raise DataError(
                f"{name} is no array of images: shape {values.shape}, {values.dtype}",
                where=str(self.path),
                hint="Images are (n, height, width), with a last axis of 1 or 3 where there are channels.",
            )

    def _scale(self, name: str, values: npt.NDArray[Any]) -> float:
        """Full light: of 8 or 16 bits by what is needed, of floats 1 or 255."""
        low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
        if not (low >= 0 and high <= 65535):
            raise DataError(
                f"values of {name} go from {low:g} to {high:g}",
                where=str(self.path),
                hint="Give whole numbers of 8 or 16 bits, or floats from 0 to 1.",
            )
        if values.dtype.kind in "fb" and high <= 1:
            return 1.0
        return 255.0 if high <= 255 and values.dtype != np.uint16 else 65535.0

    def _check_size(self, members: list[zipfile.ZipInfo]) -> None:
        unpacked, packed = (sum(getattr(m, what) for m in members) for what in ("file_size", "compress_size"))
        if unpacked > _MOST_BYTES or (unpacked > _MUCH and unpacked > _MOST_TIMES * max(packed, 1)):
            raise DataError(
                f"it would unpack from {packed:,} to {unpacked:,} bytes, which is refused",
                where=str(self.path),
                hint="Give the images as files in a folder, or in several npz files.",
            )

    def _shape(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, ...]:
        """What the header of an array says of it, checked against what is there."""
        name = member.filename.removesuffix(_MEMBER)
        with archive.open(member) as stream:
            version = np.lib.format.read_magic(stream)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, _, kind = read(stream)
            start = stream.tell()
        if kind.hasobject:
            raise DataError(f"the array {name!r} holds a pickle, which is never read", where=str(self.path), hint=_HINT)
        if prod(shape) * kind.itemsize != member.file_size - start:
            raise DataError(
                f"the array {name!r} says that it is {shape}, and holds {member.file_size - start:,} bytes",
                where=str(self.path),
                hint="The file is damaged: copy or write it again.",
            )
        return tuple(shape)

    def _zip(self) -> _Opened:
        return _Opened(self.path)


class _Opened:
    """The zip file while a block reads it; what is wrong with it is one clear error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> zipfile.ZipFile:
        try:
            self._file = zipfile.ZipFile(self._path)
        except FileNotFoundError as error:
            raise DataError("there is no such file", where=str(self._path)) from error
        except (OSError, zipfile.BadZipFile) as error:
            raise self._damaged(error) from error
        return self._file

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._file.close()
        if isinstance(error, DataError):
            return
        # A zip that is cut short or encrypted, bytes that cannot be unpacked, and a header that is none.
        if isinstance(error, zipfile.BadZipFile | OSError | ValueError | RuntimeError | EOFError | NotImplementedError):
            raise self._damaged(error) from error
        if error is not None and type(error).__module__ == "zlib":
            raise self._damaged(error) from error

    def _damaged(self, error: BaseException) -> DataError:
        return DataError(f"this is no npz file that can be read: {error}", where=str(self._path), hint=_HINT)


def archive_at(path: Path) -> Archive:
    """The archive in `path`, opened once while the file stays the same.

    :raises DataError: as `Archive`.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise DataError("there is no such file", where=str(path), hint="Check the path.") from error
    return _kept(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=2)
def _kept(path: Path, changed: int, size: int) -> Archive:
    return Archive(path)
