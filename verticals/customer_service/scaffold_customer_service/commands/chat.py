"""`scaffold run customer-service chat`: talk to the assistant in the terminal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scaffold.errors import UserError, did_you_mean
from scaffold_customer_service.dialogue.session import SessionStore

if TYPE_CHECKING:
    from scaffold.bundle import Bundle
    from scaffold.plugins.vertical import Vertical
    from scaffold_customer_service.commands.terminal import View
    from scaffold_customer_service.dialogue.assistant import Assistant
    from scaffold_customer_service.dialogue.reply import Reply

DEFAULT_BUNDLE = Path("customer-service-demo") / "bundle"

COMMANDS = {
    "/help": "what you can type here",
    "/why": "why the last reply: probabilities, possible readings, nearest known questions",
    "/reset": "forget this conversation and start anew",
    "/quit": "leave (also Ctrl-D)",
}


@click.command()
@click.option(
    "--bundle", type=click.Path(path_type=Path), metavar="DIR", help=f"Bundle to talk to; {DEFAULT_BUNDLE} if not set."
)
@click.option("--session", metavar="NAME", help="Keep the conversation under this name, and go on with it next time.")
@click.option("--show-reasons", is_flag=True, help="Show below each reply why it was given.")
@click.option(
    "--handoff-to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Add the package of each hand-over to this file, a JSON line each.",
)
@click.pass_obj
def command(
    vertical: Vertical, bundle: Path | None, session: str | None, show_reasons: bool, handoff_to: Path | None
) -> None:
    """Talk to the assistant. Without a terminal, lines are read from standard input and replies written out."""
    from scaffold_customer_service.bundle_parts import open_assistant
    from scaffold_customer_service.commands.terminal import open_view

    settings = vertical.config
    store = SessionStore(settings.sessions if session else None)
    store.get(session or "chat")
    loaded = _load(bundle)
    with open_assistant(loaded, settings) as assistant:
        view = open_view()
        view.note(_welcome(loaded, assistant))
        Chat(assistant, store, session or "chat", view, show_reasons=show_reasons, handoff_to=handoff_to).run()


def _load(bundle: Path | None) -> Bundle:
    from scaffold.bundle import Bundle
    from scaffold.cli.console import current_progress

    if bundle is None and not DEFAULT_BUNDLE.is_dir():
        raise UserError(
            f"no --bundle was given, and there is none in {DEFAULT_BUNDLE}",
            hint="Make one with: scaffold demo customer-service (or: scaffold train customer-service --data ...)",
        )
    with current_progress().stage("Loading the assistant"):
        return Bundle.load(bundle or DEFAULT_BUNDLE)


def _welcome(bundle: Bundle, assistant: Assistant) -> str:
    lines = ["Hello! Ask me anything, in your own words. /help shows what else you can type."]
    if not assistant.answering.knows_more_than(assistant.settings.small_talk):
        lines = [
            f"This assistant knows {len(bundle.labels('intent'))} intents, but its bundle has no FAQ and no templates, "
            "so all it can do is name the intent and hand over. Give it answers: scaffold run customer-service attach "
            "BUNDLE --faq FILE",
        ]
    return "\n".join(lines)


@dataclass
class Chat:
    """One conversation between a view and the assistant."""

    assistant: Assistant
    store: SessionStore
    name: str
    view: View
    show_reasons: bool = False
    handoff_to: Path | None = None
    last: Reply | None = field(default=None, init=False)

    def run(self) -> None:
        """Until the customer leaves."""
        for text in self.view.messages():
            if not text.strip():
                continue
            if text.strip().startswith("/"):
                if not self._command(text.strip().casefold()):
                    return
                continue
            self._message(text)

    def _message(self, text: str) -> None:
        session = self.store.get(self.name)
        self.last = self.assistant.reply(session, text)
        self.store.save(session)
        if self.last.handoff and self.handoff_to:
            append_line(self.handoff_to, self.last.handoff.as_dict())
        self.view.reply(self.last, reasons=self.show_reasons)

    def _command(self, name: str) -> bool:
        """Run a command; False ends the conversation."""
        if name in ("/quit", "/exit", "/q"):
            return False
        if name == "/reset":
            self.store.reset(self.name)
            self.last = None
            self.view.note("Forgotten. We start anew.")
        elif name == "/why":
            self.view.note(explain(self.last) if self.last else "There is no reply yet to explain.")
        elif name == "/help":
            self.view.note("\n".join(f"{word:<8}{text}" for word, text in COMMANDS.items()))
        else:
            self.view.note(f"There is no command {name}{did_you_mean(name, COMMANDS)}")
        return True


def explain(reply: Reply) -> str:
    """Why the reply was given, for people: probabilities, conformal set, strangeness, nearest known questions."""
    from scaffold_customer_service.heads import HEAD

    lines = [f"{reply.action}: {reply.reason}"]
    decision = reply.decision
    if decision is None:
        return "\n".join([*lines, "The model was not asked: the message answered a question of the assistant."])
    head = decision.heads[HEAD]
    lines += [f"  {p:>4.0%}  {label}" for label, p in head.alternatives]
    lines.append(f"Still possible at the error rate of the bundle: {', '.join(head.set)}")
    lines += [f"Rule {effect.id}: {effect.effect}" for effect in decision.rules]
    strange = "out of scope" if decision.rejected else "in scope"
    lines.append(f"Strangeness {decision.out_of_scope:.2f} (about 0 is normal): {strange}")
    if decision.cases:
        lines.append("Nearest known questions:")
        lines += [f"  {case.similarity:.2f}  {case.text}  ({case.label})" for case in decision.cases]
    return "\n".join(lines)


def append_line(path: Path, values: dict[str, Any]) -> None:
    """Add one JSON line to a file; the file is replaced as a whole.

    :raises UserError: when it cannot be written.
    """
    from scaffold.files import write_text

    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    write_text(path, f"{before}{json.dumps(values, ensure_ascii=False)}\n")
