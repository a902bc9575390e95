"""Scripted conversations: what a customer writes and what must come back; played against the assistant."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError
from scaffold_customer_service.dialogue.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from scaffold_customer_service.dialogue.assistant import Assistant
    from scaffold_customer_service.dialogue.reply import Reply

_KNOWN = {"action", "intent", "source", "options_include", "mentions", "slots"}


@dataclass(frozen=True)
class Script:
    """A conversation as it should go: pairs of a message and what is expected of the reply."""

    id: str
    title: str
    turns: tuple[tuple[str, dict[str, Any]], ...]


@dataclass(frozen=True)
class Played:
    """A conversation as it went.

    :ivar problems: what was not as expected, one sentence each.
    """

    script: Script
    replies: tuple[Reply, ...]
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every turn was as expected."""
        return not self.problems


def read_scripts(path: Path) -> list[Script]:
    """Read JSON Lines with `id`, `title` and `turns` of `user` and `expect`.

    :raises DataError: naming file and line.
    """
    scripts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            values = json.loads(line)
            turns = tuple((str(turn["user"]), dict(turn["expect"])) for turn in values["turns"])
            scripts.append(Script(str(values["id"]), str(values["title"]), turns))
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"this is not a scripted conversation: {error}", where=f"{path}:{number}") from error
        unknown = {name for _, expect in turns for name in expect} - _KNOWN
        if unknown:
            raise DataError(f"unknown expectations: {', '.join(sorted(unknown))}", where=f"{path}:{number}")
    return scripts


def play(assistant: Assistant, scripts: Iterable[Script]) -> list[Played]:
    """Play each script in a session of its own."""
    return [_play(assistant, script) for script in scripts]


def _play(assistant: Assistant, script: Script) -> Played:
    session = Session(script.id)
    replies = tuple(assistant.reply(session, text) for text, _ in script.turns)
    problems = [
        f"turn {number} ({text[:40]!r}): {problem}"
        for number, ((text, expect), reply) in enumerate(zip(script.turns, replies, strict=True), 1)
        for problem in check(reply, expect)
    ]
    return Played(script, replies, tuple(problems))


def check(reply: Reply, expect: dict[str, Any]) -> list[str]:
    """What about the reply is not as expected."""
    actions: Sequence[str] = [expect["action"]] if isinstance(expect["action"], str) else expect["action"]
    offered = [option.key for option in reply.options]
    source = reply.source.id if reply.source else None
    found = [
        (reply.action in actions, f"action {reply.action}, expected {' or '.join(actions)}"),
        (
            "intent" not in expect or reply.intent == expect["intent"],
            f"intent {reply.intent}, expected {expect.get('intent')}",
        ),
        ("source" not in expect or source == expect["source"], f"source {source}, expected {expect.get('source')}"),
    ]
    found += [(key in offered, f"{key} is not among {offered}") for key in expect.get("options_include", ())]
    found += [(word in reply.text, f"{word!r} is not in the reply") for word in expect.get("mentions", ())]
    found += [
        (reply.slots.get(name) == value, f"slot {name} is {reply.slots.get(name)!r}, expected {value!r}")
        for name, value in expect.get("slots", {}).items()
    ]
    return [problem for fine, problem in found if not fine]
