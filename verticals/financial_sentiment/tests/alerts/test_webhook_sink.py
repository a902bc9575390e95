from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from collections import deque
from email.utils import formatdate

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.alerts.as_json import as_json, from_json
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.alerts.sinks import webhook
from scaffold_financial_sentiment.alerts.sinks.webhook import WebhookSink, name_of, retry_after
from scaffold_financial_sentiment.settings import FinancialSentimentSettings

SECRET = b"a long secret of the desk"
NOW = 1_700_000_000.75


@pytest.fixture
def opened():
    sinks = []

    def sink(url, **options):
        sinks.append(WebhookSink(url, SECRET, allow_private=True, clock=lambda: NOW, **options))
        return sinks[-1]

    yield sink
    for each in sinks:
        each.close()


def is_ours(headers, body: bytes, secret: bytes, now: float) -> bool:
    """The check that the docstring of the sink gives to receivers, word for word."""
    timestamp = headers["X-Scaffold-Timestamp"]
    expected = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    is_signed = hmac.compare_digest(headers["X-Scaffold-Signature"], f"sha256={expected}")
    return is_signed and abs(now - int(timestamp)) < 300


def refusal(sink, alert):
    with pytest.raises(SinkError) as caught:
        sink.send(alert)
    return caught.value


def test_an_alert_arrives_whole_signed_and_with_its_key(hook, opened, make_alert):
    hook.answers = deque([(200, {})])
    opened(hook.url).send(make_alert("i1:opened", company="中国银行"))
    path, headers, body = hook.requests[0]
    assert path == "/alerts"
    assert from_json(body) == make_alert("i1:opened", company="中国银行")
    assert headers["Idempotency-Key"] == "i1:opened"
    assert headers["Content-Type"] == "application/json"
    assert is_ours(headers, body, SECRET, NOW)
    assert not is_ours(headers, body + b" ", SECRET, NOW)
    assert not is_ours(headers, body, b"another secret", NOW)
    assert not is_ours(headers, body, SECRET, NOW + 301)
    assert not is_ours({**headers, "X-Scaffold-Timestamp": str(int(NOW) + 1)}, body, SECRET, NOW)


def test_the_check_is_the_one_in_the_docs():
    import inspect

    code = inspect.getsource(is_ours).split('word for word."""\n')[1]
    assert code.strip() in "\n".join(line.removeprefix("    ") for line in webhook.__doc__.splitlines())


def test_a_second_delivery_has_the_same_key_and_body(hook, opened, make_alert):
    hook.answers = deque([(500, {}), (202, {})])
    sink = opened(hook.url)
    refusal(sink, make_alert())
    sink.send(make_alert())
    first, second = hook.requests
    assert first[1]["Idempotency-Key"] == second[1]["Idempotency-Key"]
    assert first[2] == second[2]


def test_any_key_fits_into_a_header(hook, opened, make_alert):
    hook.answers = deque([(200, {})])
    opened(hook.url).send(make_alert("银行\r\nEvil: 1"))
    assert hook.requests[0][1]["Idempotency-Key"] == "%E9%93%B6%E8%A1%8C%0D%0AEvil:%201"
    assert "Evil" not in hook.requests[0][1]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 599])
def test_these_answers_are_tried_again(hook, opened, make_alert, status):
    hook.answers = deque([(status, {}, "come back\x1b[31m later")])
    error = refusal(opened(hook.url), make_alert())
    assert not error.is_final
    assert f"answers {status}: come back[31m later" in error.message
    assert error.retry_after is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_these_answers_are_final(hook, opened, make_alert, status):
    hook.answers = deque([(status, {}, "a field is missing")])
    error = refusal(opened(hook.url), make_alert())
    assert error.is_final
    assert f"answers {status}: a field is missing" in error.message


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_a_redirect_is_not_followed(hook, opened, make_alert, status):
    hook.answers = deque([(status, {"Location": hook.url}), (200, {})])
    error = refusal(opened(hook.url), make_alert())
    assert error.is_final
    assert len(hook.requests) == 1


def test_retry_after_is_obeyed_within_bounds(hook, opened, make_alert):
    hook.answers = deque(
        [
            (503, {"Retry-After": "120"}),
            (429, {"Retry-After": formatdate(NOW + 90)}),
            (429, {"Retry-After": "9999999999999999"}),
            (429, {"Retry-After": formatdate(NOW - 90)}),
            (429, {"Retry-After": "soon"}),
        ]
    )
    sink = opened(hook.url)
    waits = [refusal(sink, make_alert()).retry_after for _ in range(5)]
    assert waits == [120, pytest.approx(90, abs=1), 3600, 0, None]


@pytest.mark.parametrize("value", ["", "-5", "1.5", "²", "Mon, 99 Foo 2020", "Thu, 01 Jan 99999 00:00:00 GMT", "\x00"])
def test_a_strange_retry_after_says_nothing(value):
    assert retry_after({"retry-after": value}, NOW) is None


def test_a_receiver_that_says_nothing_is_tried_again(hook, opened, make_alert):
    hook.answers = deque([("wait", {})])
    started = time.monotonic()
    error = refusal(opened(hook.url, within=0.3), make_alert())
    assert time.monotonic() - started < 5
    assert not error.is_final
    assert "does not answer" in error.message


def test_no_receiver_at_all_is_tried_again(opened, make_alert):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = refusal(opened(f"http://127.0.0.1:{port}/"), make_alert())
    assert not error.is_final


def test_an_answer_that_breaks_off_is_still_an_answer(hook, opened, make_alert):
    hook.answers = deque([(200, {"Content-Length": "1000"}), (500, {"Content-Length": "1000"})])
    sink = opened(hook.url, within=2)
    sink.send(make_alert())
    assert "answers 500" in refusal(sink, make_alert()).message


def test_a_proxy_of_the_environment_is_not_asked(hook, opened, make_alert, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    hook.answers = deque([(204, {})])
    opened(hook.url).send(make_alert())
    assert len(hook.requests) == 1


def test_open_takes_its_own_parameters_and_leaves_the_others(hook, make_alert, settings, monkeypatch):
    monkeypatch.setenv("DESK_SECRET", SECRET.decode())
    hook.answers = deque([(200, {})])
    user = hook.url.replace("//", "//me:pass@")
    sink = webhook.open(f"webhook:{user}?team=7&secret_env=DESK_SECRET&within=5s", settings)
    sink.send(make_alert())
    sink.close()
    path, headers, body = hook.requests[0]
    assert path == "/alerts?team=7"
    assert headers["Authorization"] == "Basic bWU6cGFzcw=="
    assert is_ours(headers, body, SECRET, time.time())
    assert json.loads(body)["key"] == json.loads(as_json(make_alert()))["key"]
    assert "pass" not in sink.name


def test_unsigned_only_when_said(hook, make_alert, settings, monkeypatch):
    monkeypatch.delenv(webhook.SECRET, raising=False)
    with pytest.raises(SettingsError) as caught:
        webhook.open(f"webhook:{hook.url}", settings)
    assert webhook.SECRET in str(caught.value)
    assert "unsigned=yes" in str(caught.value)
    with pytest.raises(SettingsError, match="DESK"):
        webhook.open(f"webhook:{hook.url}?secret_env=DESK", settings)
    hook.answers = deque([(200, {})])
    sink = webhook.open(f"webhook:{hook.url}?unsigned=yes", settings)
    sink.send(make_alert())
    sink.close()
    assert not [name for name in hook.requests[0][1] if name.startswith("X-Scaffold")]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/a", "http://10.0.0.7/a", "http://[::1]/a", "http://localhost/a", "http://169.254.169.254/"],
)
def test_private_addresses_only_where_allowed(url):
    with pytest.raises(SettingsError, match="inside a network"):
        webhook.open(f"webhook:{url}?unsigned=yes", FinancialSentimentSettings())


def test_a_name_that_turns_private_later_is_not_reached(hook, make_alert):
    sink = WebhookSink(hook.url, None, allow_private=False)
    error = refusal(sink, make_alert())
    assert "inside a network" in error.message
    assert not error.is_final
    assert not hook.requests
    sink.close()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/", "//x.example", "", "http://"])
def test_other_addresses_are_refused(url, settings):
    with pytest.raises(SettingsError):
        webhook.open(f"webhook:{url}?unsigned=yes", settings)


def test_names_hold_no_secrets_and_tell_hooks_apart():
    slack, other = (
        name_of("https://hooks.example/services/T0/B0/Xyz"),
        name_of("https://hooks.example/services/T0/B0/Abc"),
    )
    assert slack != other
    assert "Xyz" not in slack
    assert (
        name_of("https://me:a@x.example/in") == name_of("https://me:b@x.example/in") == "webhook:https://x.example/in"
    )
    assert "hunter2" not in name_of("https://x.example/in?token=hunter2")
    assert "abcdefghijklmnopqrstuvwxyz" not in name_of("https://x.example/abcdefghijklmnopqrstuvwxyz")
    assert name_of("https://x.example") == "webhook:https://x.example"
