"""`[medical]` in `scaffold.toml`."""

from __future__ import annotations

from scaffold.settings import Section


class MedicalSettings(Section):
    """What a hospital decides."""
