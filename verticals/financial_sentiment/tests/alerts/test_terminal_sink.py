from __future__ import annotations

import io

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.alerts.as_text import as_text
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.alerts.sinks import terminal
from scaffold_financial_sentiment.alerts.sinks.terminal import TerminalSink


class Screen(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def test_plain_where_nobody_looks(capsys, make_alert, settings):
    sink = terminal.open("terminal", settings)
    sink.send(make_alert())
    sink.close()
    assert capsys.readouterr().out == as_text(make_alert()) + "\n"


@pytest.mark.parametrize(
    ("severity", "kind", "colour"),
    [("critical", "opened", "41m"), ("medium", "raised", "43m"), ("low", "opened", "1m"), ("high", "closed", "32m")],
)
def test_colour_by_severity_on_a_terminal(make_alert, monkeypatch, severity, kind, colour):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    TerminalSink(screen).send(make_alert(kind=kind, severity=severity, counts=(0, 3)))
    first = screen.getvalue().splitlines()[0]
    assert colour in first
    assert "[bold" not in screen.getvalue()


def test_markup_in_a_headline_stays_text(make_alert, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    screen = Screen()
    TerminalSink(screen).send(make_alert(company="[red]Acme[/red]"))
    assert "[red]Acme[/red]" in screen.getvalue()


def test_a_terminal_without_the_letters_gets_question_marks(make_alert):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    TerminalSink(stream).send(make_alert(company="中国", counts=(0, 1)))
    assert b"HIGH  ??: surge" in raw.getvalue()


def test_a_closed_pipe_is_tried_again(make_alert):
    stream = io.StringIO()
    stream.close()
    with pytest.raises(SinkError) as caught:
        TerminalSink(stream).send(make_alert())
    assert not caught.value.is_final


def test_nothing_may_stand_behind_it(settings):
    with pytest.raises(SettingsError, match="nothing may stand"):
        terminal.open("terminal:red", settings)
