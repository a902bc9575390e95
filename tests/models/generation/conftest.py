"""Generators over the tiny models, with settings of the test's choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scaffold.models.generation.generator import Generator
from scaffold.models.generation.reading import load_generator
from scaffold.settings import GenerationSettings

MakeGenerator = Callable[..., Generator]


@pytest.fixture
def seq2seq(tiny_seq2seq) -> MakeGenerator:
    """The model that writes what it reads."""

    def make(**settings: Any) -> Generator:
        return load_generator(str(tiny_seq2seq), GenerationSettings(**{"max_new_tokens": 30, **settings}))

    return make


@pytest.fixture
def causal(tiny_causal) -> MakeGenerator:
    """The random model that goes on from its prompt."""

    def make(**settings: Any) -> Generator:
        return load_generator(str(tiny_causal), GenerationSettings(**{"max_new_tokens": 12, **settings}))

    return make
