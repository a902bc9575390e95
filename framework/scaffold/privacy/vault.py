"""What was replaced, locked up: only who has the key can put it back, and nobody can change it unseen."""

from __future__ import annotations

import json
import secrets
import zlib
from typing import TYPE_CHECKING, Any

from scaffold.errors import UserError
from scaffold.extras import need
from scaffold.files import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.privacy.key import Key

_MAGIC = b"scaffold-vault-1\n"
_NONCE = 12
_PURPOSE = "vault"


def lock(path: Path, content: dict[str, Any], key: Key, about: str) -> None:
    """Write `content` with AES-256-GCM (NIST SP 800-38D), under a key derived from `key` and a nonce used once.

    :param about: what the content belongs to; it opens for nothing else.
    :raises MissingExtraError: without the package `cryptography`.
    :raises UserError: when the disk is full, read-only or not ours to write to.
    """
    plain = zlib.compress(json.dumps(content, ensure_ascii=True).encode("ascii"))
    nonce = secrets.token_bytes(_NONCE)
    write_bytes(
        path, _MAGIC + nonce + _cipher(key).encrypt(nonce, plain, _MAGIC + about.encode("utf-8", "surrogatepass"))
    )
    path.chmod(0o600)


def unlock(path: Path, key: Key, about: str) -> dict[str, Any]:
    """What `lock` wrote.

    :raises UserError: for another key, a vault of something else, or one that was changed; nothing of it is shown.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(
            "there is no vault here that can be read", where=str(path), hint="Give it with --vault."
        ) from error
    if not content.startswith(_MAGIC):
        raise UserError("this is not a vault", where=str(path), hint="Give the one that deidentify wrote.")
    start = len(_MAGIC)
    nonce, locked = content[start : start + _NONCE], content[start + _NONCE :]
    cipher = _cipher(key)
    try:
        plain = cipher.decrypt(nonce, locked, _MAGIC + about.encode("utf-8", "surrogatepass"))
    except (need("cryptography.exceptions").InvalidTag, ValueError):
        raise UserError(
            "this key does not open the vault, or the vault is of another file or was changed",
            where=str(path),
            hint="Give the key that the texts were de-identified with, and the vault as it was written.",
        ) from None
    return dict(json.loads(zlib.decompress(plain)))


def _cipher(key: Key) -> Any:
    return need("cryptography.hazmat.primitives.ciphers.aead").AESGCM(key.derived(_PURPOSE))
