"""An adapter on disk: its weights, its settings and the fingerprint of the encoder it belongs to."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scaffold.errors import BundleError, EncoderError, UserError
from scaffold.files import new_folder
from scaffold.models.adapters.encoder import AdaptedEncoder, resident
from scaffold.models.adapters.settings import AdapterSettings
from scaffold.models.classifier import read_parts, write_parts

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.models.encoder import Encoder

PART = "adapter"
_WHAT = "the adapter"


def save_adapter(encoder: AdaptedEncoder, folder: Path) -> None:
    """Write the adapter of `encoder`, without its base, as the folder `folder`; one that is there is replaced.

    :raises UserError: when the disk is full or read-only.
    """
    with new_folder(folder) as draft:
        write_adapter(encoder, draft)


def write_adapter(encoder: AdaptedEncoder, folder: Path) -> None:
    """Write `adapter.json` and `adapter.safetensors` into `folder`."""
    settings = {"base": encoder.base.fingerprint, "adapter": asdict(encoder.settings)}
    write_parts(folder, settings, encoder.weights, name=PART)


def base_of(folder: Path) -> str:
    """Fingerprint of the encoder that the adapter in `folder` belongs to.

    :raises BundleError: when it cannot be read.
    """
    settings, _ = read_parts(folder, name=PART, what=_WHAT)
    return str(_field(settings, "base", str, folder))


def read_adapter(folder: Path, base: Encoder) -> AdaptedEncoder:
    """The adapter in `folder` on `base`, whose memory it shares.

    :raises BundleError: when it cannot be read.
    :raises EncoderError: when it belongs to another encoder than `base`.
    """
    parts, weights = read_parts(folder, name=PART, what=_WHAT)
    needed = _field(parts, "base", str, folder)
    check_base(needed, base, where=str(folder))
    try:
        return resident(base, AdapterSettings(**_field(parts, "adapter", dict, folder)), weights)
    except (TypeError, UserError) as error:
        # TypeError: a setting that this version does not know.
        reason = error.message if isinstance(error, UserError) else str(error)
        hint = error.hint if isinstance(error, UserError) else None
        raise BundleError(f"{_WHAT} cannot be read: {reason}", where=str(folder), hint=hint) from error


def check_base(needed: str, base: Encoder, *, where: str | None = None) -> None:
    """Refuse a base that the adapter was not trained on.

    :raises EncoderError: naming both.
    """
    if needed != base.fingerprint:
        raise EncoderError(
            f"this adapter belongs to the encoder {needed}; the one in use is {base.fingerprint}",
            where=where,
            hint="Load that encoder under it (with the same maximum length), or train the adapter on the one in use.",
        )


def _field(settings: dict[str, Any], name: str, kind: type, folder: Path) -> Any:
    value = settings.get(name) if isinstance(settings, dict) else None
    if not isinstance(value, kind):
        raise BundleError(f"{_WHAT} cannot be read: {PART}.json has no {name!r}", where=str(folder))
    return value
