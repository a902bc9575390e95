"""A text that has an image beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.float32]


_SHOWN = 2


class ImageCase(str):
    """Where a text is read it is that text; a case without one is called by the reference of its image.

    :ivar image: where its pixels are: a file, or `FILE.npz#train/12`.
    :ivar pixels: to be looked at instead of those, (height, width, channels), 1 or 3 channels, from 0 (no light) to 1;
        None: they are read when they are needed.

    >>> case = ImageCase("cough for two weeks", "a.png")
    >>> case == "cough for two weeks", case.image, case.has_text, ImageCase.of("a.png").has_text
    (True, 'a.png', True, False)
    """

    image: str
    pixels: Pixels | None

    def __new__(cls, text: str, image: str, pixels: Pixels | None = None) -> ImageCase:
        """A text and the reference of its image."""
        made = super().__new__(cls, text)
        made.image = image
        made.pixels = pixels
        return made

    @classmethod
    def of(cls, image: str, pixels: Pixels | None = None) -> ImageCase:
        """An image without a text."""
        return cls(image, image, pixels)

    @property
    def has_text(self) -> bool:
        """Whether there is a text beside the image."""
        return str(self) != self.image

    @property
    def name(self) -> str:
        """The text; of an image alone its file with the folder it is in, whatever lies above."""
        return str(self) if self.has_text else "/".join(self.image.replace("\\", "/").split("/")[-_SHOWN:])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.image, self.pixels)


def image_of(text: object) -> str | None:
    """The reference of the image of a case; None where it has none."""
    return text.image if isinstance(text, ImageCase) else None


def has_text(text: object) -> bool:
    """Whether there is a text to read, and not only an image."""
    return not isinstance(text, ImageCase) or text.has_text


def can_read(kind: str, text: object) -> bool:
    """Whether a head of that kind finds what it reads: an image, a text, or (a fusion) both."""
    if kind == "fusion":
        return isinstance(text, ImageCase) and text.has_text
    return isinstance(text, ImageCase) if kind == "image" else has_text(text)


def pixels_of(text: object) -> Pixels:
    """What the image of a case shows, (height, width, channels); a plain text is taken for the reference of one.

    :raises DataError: naming the image that cannot be read.
    """
    from scaffold.data.images.reference import read_reference

    if isinstance(text, ImageCase):
        return text.pixels if text.pixels is not None else read_reference(text.image)
    return read_reference(str(text))
