"""Small weights beside an encoder that stays as it is: trained, stored and served by themselves."""

from __future__ import annotations

from scaffold.models.adapters.bank import AdapterBank
from scaffold.models.adapters.encoder import AdaptedEncoder, adapted, merged, trained_share
from scaffold.models.adapters.folder import read_adapter, save_adapter
from scaffold.models.adapters.settings import AdapterSettings

__all__ = [
    "AdaptedEncoder",
    "AdapterBank",
    "AdapterSettings",
    "adapted",
    "merged",
    "read_adapter",
    "save_adapter",
    "trained_share",
]
