from __future__ import annotations

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.alerts.opening import open_sink
from scaffold_financial_sentiment.alerts.sinks.jsonl import JsonlSink
from scaffold_financial_sentiment.alerts.sinks.mail import MailSink
from scaffold_financial_sentiment.alerts.sinks.terminal import TerminalSink
from scaffold_financial_sentiment.alerts.sinks.webhook import WebhookSink


def test_each_scheme_opens_its_sink(tmp_path, settings):
    assert isinstance(open_sink("terminal", settings), TerminalSink)
    assert isinstance(open_sink(f"jsonl:{tmp_path}/a.jsonl", settings), JsonlSink)
    for address in ("webhook:http://127.0.0.1/a?unsigned=yes", "webhook+http://127.0.0.1/a?unsigned=yes"):
        sink = open_sink(address, settings)
        assert isinstance(sink, WebhookSink)
        assert sink.name == "webhook:http://127.0.0.1/a"
        sink.close()
    assert isinstance(open_sink("smtps://mail.example/?from=a@b.example&to=c@d.example", settings), MailSink)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("terminl", "did you mean 'terminal'"),
        ("webook:https://me:hunter2@x.example", "did you mean 'webhook'"),
        ("https://me:hunter2@x.example", "webhook:https://"),
        ("", "known: jsonl"),
    ],
)
def test_an_unknown_one_is_refused_with_advice_and_without_secrets(address, said, settings):
    with pytest.raises(SettingsError) as caught:
        open_sink(address, settings)
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)
