"""For whom a list is made, and when."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a request beside the candidates.

    :ivar user: fields of the user; rules know them as `user.age` and so on.
    :ivar now: seconds since 1970 (UTC).
    :ivar seen: by number of an item, how often it was shown to the user without being taken.
    :ivar owned: numbers of items that the user has taken.
    :ivar seed: of exploration; None for another list each time.
    """

    user: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    now: float = field(default_factory=time.time)
    seen: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    owned: frozenset[int] = frozenset()
    seed: int | None = None
