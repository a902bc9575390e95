"""Where images are, and what is said of each: an npz file, a folder for each class, or a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.data.columns import ColumnMap
from scaffold.data.images.archive import archive_at
from scaffold.data.images.found import Found
from scaffold.data.images.picture import SUFFIXES
from scaffold.data.images.reference import ArchiveRow
from scaffold.data.images.tables import image_columns, table_rows
from scaffold.data.split_names import split_of
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.settings import DataSettings

_IMAGES, _LABELS = "images", "labels"
_NAMES = ("label_names", "class_names")
_HINT = "Put the images of each class into a folder of its own, such as train/normal/ and train/pneumonia/."


def holds_images(path: Path) -> bool:
    """Whether a path is for heads that look at images: an image, an npz file, a folder or a table of images."""
    suffix = path.suffix.lower()
    if path.is_file() and suffix in (*SUFFIXES, ".npz"):
        return True
    if path.is_dir() and next(_pictures(path), None) is not None:
        return True
    return path.exists() and image_columns(path) is not None


def find_images(path: Path, settings: DataSettings) -> tuple[ColumnMap, Iterator[Found]]:
    """What each column is, and every image that the path holds, in order.

    :raises DataError: for a path that holds none, or does not say which label an image has.
    """
    if path.suffix.lower() == ".npz" and path.is_file():
        return _columns(_IMAGES, _LABELS, "arrays of the file"), _of_archive(path)
    columns = image_columns(path, settings)
    if columns is not None:
        return columns, table_rows(path, columns, settings)
    if path.is_dir():
        return _columns("file", "folder", "files, each in the folder of its class"), _of_folder(path)
    raise DataError("this is one image, and no label is given", where=str(path), hint=_HINT)


def _columns(image: str, label: str, why: str) -> ColumnMap:
    return ColumnMap("", image=image, labels={"": label}, guessed={"image": why, "label": why})


def _of_archive(path: Path) -> Iterator[Found]:
    """Rows of `train_images` with `train_labels`, and so on; of `images` with `labels` where there are no splits."""
    archive = archive_at(path)
    parts = [name.removesuffix(_IMAGES).rstrip("_") for name in archive.shapes if name.endswith(_IMAGES)]
    parts = [part for part in parts if not part or split_of(part)]
    if not parts:
        raise DataError(
            f"there is no array of images, but {', '.join(archive.shapes) or 'nothing'}",
            where=str(path),
            hint="Name the arrays train_images, train_labels and so on, or images and labels.",
        )
    names = next((archive.array(name).ravel().tolist() for name in _NAMES if name in archive.shapes), None)
    for part in parts:
        images = archive.images(f"{part}_{_IMAGES}" if part else _IMAGES)
        labels = _labels_of(path, f"{part}_{_LABELS}" if part else _LABELS, len(images))
        for row, label in enumerate(labels):
            if names is not None and isinstance(label, int) and 0 <= label < len(names):
                label = names[label]
            yield Found(str(ArchiveRow(path, part, row)), str(label), split_of(part), str(path), row + 1)


def _labels_of(path: Path, name: str, images: int) -> list[Any]:
    labels = archive_at(path).array(name)
    if labels.size != images or labels.dtype.kind not in "uibUS":
        raise DataError(
            f"{name} is no label for each of {images} images: shape {labels.shape}, {labels.dtype}",
            where=str(path),
            hint="Give one whole number or name an image; several labels of one image are not read.",
        )
    return [each.decode("utf-8") if isinstance(each, bytes) else each for each in labels.ravel().tolist()]


def _of_folder(path: Path) -> Iterator[Found]:
    """An image is of the class that its folder is called, in the split that a folder above it is called."""
    for file in _pictures(path):
        *above, name = file.relative_to(path).parts[:-1] or ("",)
        split = next((found for part in above if (found := split_of(part))), None)
        if not name or (split is None and split_of(name)):
            raise DataError("this image is in no folder of a class", where=str(file), hint=_HINT)
        yield Found(str(file), name, split, str(file), 1)


def _pictures(path: Path) -> Iterator[Path]:
    """Image files in and below a folder, in order, but hidden ones."""
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith((".", "__MACOSX")) for part in file.relative_to(path).parts)
        if file.suffix.lower() in SUFFIXES and not hidden and file.is_file():
            yield file
