"""The encoder that ships, loaded once for all tests of this room."""

from __future__ import annotations

import pytest

from scaffold.models.base import load_encoder
from scaffold.models.encoder import Encoder


@pytest.fixture(scope="session")
def embedded() -> Encoder:
    return load_encoder("embedded:minilm")
