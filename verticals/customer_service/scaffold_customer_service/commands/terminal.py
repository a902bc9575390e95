"""How a conversation looks: in colour where somebody sits, as plain lines where it is piped."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from rich.console import Console

    from scaffold_customer_service.dialogue.reply import Reply

_NAME = "Assistant"
_WIDTH = 100


class View(Protocol):
    """Reads messages and shows replies."""

    def messages(self) -> Iterator[str]:
        """What the customer writes, until there is no more."""

    def reply(self, reply: Reply, *, reasons: bool) -> None:
        """Show a reply."""

    def note(self, text: str) -> None:
        """Show something that is no part of the conversation."""


def open_view() -> View:
    """A view for a person if both ends are a terminal, else for a program."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return RichView()
    return PlainView()


def why_line(reply: Reply) -> str:
    """Action, intent, probability and reason on one line."""
    intent = reply.intent or ("no intent" if reply.action == "answer" else "not understood")
    sure = f" {reply.probability:.0%}" if reply.probability is not None else ""
    return f"{reply.action} · {intent}{sure} · {reply.reason}"


def show_conversation(title: str, messages: Sequence[str], replies: Sequence[Reply]) -> None:
    """Print a finished conversation."""
    view: PlainView | RichView = RichView() if sys.stdout.isatty() else PlainView()
    view.title(title)
    for message, reply in zip(messages, replies, strict=True):
        view.said(message)
        view.reply(reply, reasons=False)


class PlainView:
    """Lines in, lines out."""

    def messages(self) -> Iterator[str]:
        """The lines of standard input."""
        for line in sys.stdin:
            yield line.rstrip("\r\n")

    def title(self, text: str) -> None:
        """A line above a conversation."""
        click.echo(f"--- {text} ---")

    def said(self, text: str) -> None:
        """A message of a conversation that is over."""
        click.echo(f"> {text}")

    def reply(self, reply: Reply, *, reasons: bool) -> None:
        """The reply, its options and its source, then an empty line."""
        click.echo(reply.text)
        for number, option in enumerate(reply.options, 1):
            click.echo(f"  {number}. {option.text}")
        if reply.source:
            click.echo(f"  Source: {reply.source.title} [{reply.source.id}]")
        if reply.related:
            click.echo(f"  See also: {' | '.join(reply.related)}")
        if reasons:
            click.echo(f"  Why: {why_line(reply)}")
        if reply.handoff:
            click.echo("  For the colleague:")
            for line in reply.handoff.render().splitlines():
                click.echo(f"    {line}")
        click.echo()

    def note(self, text: str) -> None:
        """The text as it is."""
        click.echo(text)
        click.echo()


class RichView:
    """A prompt, colours, and a panel for the colleague; `console` can be replaced by a recording one."""

    def __init__(self, console: Console | None = None) -> None:
        from rich.console import Console

        self._console = console or Console(width=min(Console().width, _WIDTH))

    def messages(self) -> Iterator[str]:
        """What is typed, until Ctrl-D or Ctrl-C."""
        _line_editing()
        while True:
            try:
                yield self._console.input("[bold cyan]You ›[/] ")
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                return

    def title(self, text: str) -> None:
        """A rule above a conversation."""
        self._console.rule(f"[dim]{text}[/]", align="left", style="dim")

    def said(self, text: str) -> None:
        """A message of a conversation that is over."""
        from rich.text import Text

        self._console.print(Text.assemble(("You › ", "bold cyan"), text))

    def reply(self, reply: Reply, *, reasons: bool) -> None:
        """The reply in full colour."""
        from rich.padding import Padding
        from rich.text import Text

        print_ = self._console.print
        print_()
        print_(Text(f"{_NAME} ›", style="bold green"))
        print_(Padding(Text(reply.text), (0, 0, 0, 2)))
        for number, option in enumerate(reply.options, 1):
            print_(Padding(Text.assemble((f"{number}", "bold cyan"), f"  {option.text}"), (0, 0, 0, 4)))
        if reply.source:
            print_(Padding(Text(f"Source: {reply.source.title} [{reply.source.id}]", style="dim"), (0, 0, 0, 2)))
        if reply.related:
            print_(Padding(Text(f"See also: {' | '.join(reply.related)}", style="dim"), (0, 0, 0, 2)))
        if reasons:
            print_(Padding(Text(why_line(reply), style="dim italic"), (0, 0, 0, 2)))
        if reply.handoff:
            from rich.panel import Panel

            body = Text(reply.handoff.render())
            print_(Panel(body, title="What the colleague sees", title_align="left", border_style="yellow"))
        print_()

    def note(self, text: str) -> None:
        """The text, dimmed."""
        from rich.text import Text

        self._console.print(Text(text, style="dim"))
        self._console.print()


def _line_editing() -> None:
    """Arrow keys and history at the prompt, where Python was built with them."""
    try:
        import readline  # noqa: F401
    except ImportError:
        return
