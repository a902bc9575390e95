"""The key: what surrogates and shifts are chosen by, and what identifiers are locked up with."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.errors import UserError
from scaffold.files import writing

VARIABLE = "SCAFFOLD_PRIVACY_KEY"
"""Environment variable that may hold the key."""

_SIZE = 32
_HINT = f"Make one with: scaffold run medical deidentify --new-key FILE; or set {VARIABLE}."


@dataclass(frozen=True)
class Key:
    """32 random bytes; nothing shows them."""

    _secret: bytes = field(repr=False)

    @classmethod
    def read(cls, path: Path | None = None) -> Key:
        """The key in a file that only its owner may read, else the one in the environment.

        :raises UserError: when there is none, it is no key, or others may read the file.
        """
        if path is None:
            return cls._parsed(os.environ.get(VARIABLE, ""), f"${VARIABLE}")
        try:
            mode = path.stat().st_mode
            content = path.read_text(encoding="ascii")
        except FileNotFoundError as error:
            raise UserError("there is no such key file", where=str(path), hint=_HINT) from error
        except (OSError, ValueError) as error:
            raise UserError("the key file cannot be read", where=str(path), hint=_HINT) from error
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UserError("others may read or change this key file", where=str(path), hint=f"Run: chmod 600 {path}")
        return cls._parsed(content, str(path))

    @classmethod
    def _parsed(cls, content: str, where: str) -> Key:
        try:
            secret = bytes.fromhex(content.strip())
        except ValueError:
            secret = b""
        if len(secret) != _SIZE:
            said = "this is not a key: one has 64 hexadecimal digits" if content.strip() else "no key is given"
            raise UserError(said, where=where, hint=_HINT)
        return cls(secret)

    @classmethod
    def create(cls, path: Path) -> Key:
        """A new key in a new file that only its owner may read.

        :raises UserError: when there is such a file already, or it cannot be written.
        """
        secret = secrets.token_bytes(_SIZE)
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(secret.hex() + "\n")
        return cls(secret)

    def digest(self, *parts: str) -> bytes:
        """HMAC-SHA256 of parts, which no one without the key can compute; parts cannot run into one another."""
        joined = b"".join(
            len(part.encode("utf-8", "surrogatepass")).to_bytes(4, "big") + part.encode("utf-8", "surrogatepass")
            for part in parts
        )
        return hmac.digest(self._secret, joined, "sha256")

    def derived(self, purpose: str) -> bytes:
        """Another key of 32 bytes for one purpose."""
        return self.digest("derive", purpose)

    @property
    def fingerprint(self) -> str:
        """What tells keys apart and gives nothing of them away."""
        return self.digest("fingerprint").hex()[:16]


def given_key(path: str | Path | None) -> Key | None:
    """The key of a file, else of the environment; None where neither is given.

    :raises UserError: for a key that cannot be used.
    """
    if path is None and not os.environ.get(VARIABLE):
        return None
    return Key.read(Path(path) if path is not None else None)
