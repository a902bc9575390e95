"""References of images: a file, or a row of an array in an npz file as `FILE.npz#train/12`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scaffold.data.images.archive import archive_at
from scaffold.data.images.picture import SUFFIXES, read_picture
from scaffold.errors import DataError

if TYPE_CHECKING:
    from scaffold.data.images.case import Pixels

_LONGEST = 4096
_ROW = re.compile(r"(?P<file>.+\.npz)#(?P<part>[^#/]*)/(?P<row>\d+)", re.IGNORECASE | re.DOTALL)


class ArchiveRow(NamedTuple):
    """An image among those of an npz file.

    :ivar part: the split that names its array (`train` for `train_images`); empty for `images`.
    """

    file: Path
    part: str
    row: int

    @property
    def array(self) -> str:
        """Name of the array that holds it."""
        return f"{self.part}_images" if self.part else "images"

    def __str__(self) -> str:
        return f"{self.file}#{self.part}/{self.row}"


def archive_row(reference: str) -> ArchiveRow | None:
    """The row of an npz file that is meant; None for the name of a file.

    >>> archive_row("scans.npz#test/12"), archive_row("scan.png")
    (ArchiveRow(file=PosixPath('scans.npz'), part='test', row=12), None)
    """
    found = _ROW.fullmatch(reference)
    return ArchiveRow(Path(found["file"]), found["part"], int(found["row"])) if found else None


def is_reference(text: str) -> bool:
    """Whether this names an image that is there, and is no text."""
    place = archive_row(text)
    path = Path(text) if place is None else place.file
    named = place is not None or text.lower().endswith(SUFFIXES)
    return named and len(text) < _LONGEST and path.is_file()


def read_reference(reference: str) -> Pixels:
    """The pixels that a reference means.

    :raises DataError: naming what cannot be read, and why.
    """
    place = archive_row(reference)
    if place is None:
        if reference.lower().endswith(".npz"):
            raise DataError(
                "this file holds many images, and one is needed",
                where=reference,
                hint=f"Name a row of it, such as {reference}#test/0.",
            )
        return read_picture(Path(reference))
    images = archive_at(place.file).images(place.array)
    if place.row >= len(images):
        raise DataError(f"there is no row {place.row}: {place.array} has {len(images)}", where=reference)
    return images.pixels(place.row)
