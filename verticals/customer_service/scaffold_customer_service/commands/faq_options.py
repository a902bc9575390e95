"""Options that the FAQ commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_customer_service.faq.folder import DEFAULT_FOLDER

if TYPE_CHECKING:
    from scaffold.models.encoder import Embedder

index_option = click.option(
    "--index",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=f"Folder of the index; {DEFAULT_FOLDER.as_posix()} if not set.",
)
encoder_option = click.option(
    "--encoder",
    default="embedded:minilm",
    show_default=True,
    metavar="MODEL",
    help="Encoder of the index: embedded:minilm, a folder, or a hub name@revision.",
)


def faq_encoder(name: str) -> Embedder:
    """Load the encoder `name`; its vectors are kept on disk.

    :raises EncoderError: when it is not there or not the pinned one.
    """
    from scaffold.models.base import load_encoder
    from scaffold.models.cache import CachedEncoder

    return CachedEncoder(load_encoder(name))
