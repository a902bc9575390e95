"""Where a named model lies: a local folder, or the hub at a pinned revision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import EncoderError
from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.errors import UserError


def model_folder(
    name: str,
    files: Sequence[str],
    *,
    what: str = "encoder",
    choices: str = "a folder that exists",
    error: type[UserError] = EncoderError,
) -> Path:
    """The folder of the model that `name` names; a hub name is fetched if the cache does not have it.

    :param name: a folder, or a hub name with its revision, `owner/name@revision`.
    :param files: names of the files that are needed, `*` for any part of a name; nothing else is fetched.
    :param what: how messages call it.
    :param choices: what may be given, for messages.
    :param error: raised when there is no such model, no pinned revision, or it cannot be fetched.
    """
    if Path(name).is_dir():
        return Path(name)
    owner_name, at, revision = name.partition("@")
    advice = f"Give {choices}, or a hub name with its revision, such as owner/name@1a2b3c4."
    if owner_name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise error(f"there is no such {what} folder", where=name, hint=advice)
    if not (at and revision):
        raise error("a hub name needs a pinned revision", where=name, hint=advice)
    hub = need("huggingface_hub")
    try:
        return Path(hub.snapshot_download(owner_name, revision=revision, allow_patterns=list(files)))
    except Exception as refusal:
        # The hub client raises many kinds, offline, missing and forbidden alike.
        reason = str(refusal).strip().split("\n")[0]
        raise error(f"the {what} cannot be fetched from the hub: {reason}", where=name, hint=advice) from refusal
