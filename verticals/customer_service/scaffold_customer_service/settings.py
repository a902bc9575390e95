"""`[customer-service]` in `scaffold.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from scaffold.settings import Section


class CustomerServiceSettings(Section):
    """What a support team decides about its assistant."""

    faq: Path | None = Field(None, description="FAQ file (CSV, JSON Lines, Markdown) that goes into the bundle")
    templates: Path | None = Field(None, description="folder with your own answers, intent names and phrases")
    language: Literal["auto", "en", "zh"] = Field("auto", description="language of the replies; auto: the customer's")
    max_options: int = Field(3, ge=2, le=5, description="readings offered when the assistant asks back")
    retry_limit: int = Field(2, ge=1, le=5, description="failures in a row after which a person takes over")
    handoff_intents: tuple[str, ...] = Field(
        ("talk_to_person", "complaint"), description="intents that go to a person at once"
    )
    small_talk: tuple[str, ...] = Field(
        ("greeting", "thanks"), description="intents that are answered without changing the topic"
    )
    answer_from: float = Field(
        0.9, gt=0, le=1, description="probability from which the likeliest reading is answered, others or not"
    )
    agree_from: float = Field(0.6, gt=0, le=1, description="the same, where the best FAQ entry is of that intent too")
    rescue_from: float = Field(
        0.8, gt=0, le=1, description="FAQ confidence from which a text the intent head is unsure of is answered"
    )
    narrow_below: float = Field(
        0.1, ge=0, lt=1, description="FAQ confidence under which entries are offered to choose from, not answered"
    )
    mask_transcript: bool = Field(True, description="mask personal data in the transcript of a hand-over too")
    sessions: Path = Field(
        Path("customer-service-sessions"), description="folder of conversations that were given a name"
    )
