from __future__ import annotations

import base64
import email
import email.policy
import shutil
import ssl
import subprocess

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.alerts.letter import letter_of
from scaffold_financial_sentiment.alerts.sinks import mail

NOW = 1_700_000_000.0


@pytest.fixture
def sink_of(post, settings, monkeypatch):
    monkeypatch.setattr("socket.getfqdn", lambda *_: "here.example")
    monkeypatch.delenv(mail.PASSWORD, raising=False)

    def opened(to="a@bank.example,b@bank.example", rest="&tls=no", user=""):
        return mail.open(f"smtp://{user}127.0.0.1:{post.port}/?from=scaffold@bank.example&to={to}{rest}", settings)

    return opened


def refusal(sink, alert):
    with pytest.raises(SinkError) as caught:
        sink.send(alert)
    return caught.value


def read(content):
    return email.message_from_bytes(content, policy=email.policy.default)


def test_a_letter_arrives_with_text_and_page(post, sink_of, make_alert):
    sink_of().send(make_alert(company="中国银行"))
    to, content = post.letters[0]
    letter = read(content)
    assert to == ["a@bank.example", "b@bank.example"]
    assert letter["To"] == "a@bank.example, b@bank.example"
    assert letter["From"] == "scaffold@bank.example"
    assert letter["Subject"].startswith("[HIGH] 中国银行: surge of bad news")
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert "HIGH  中国银行: surge of bad news" in plain.get_content()
    assert "<h1" in page.get_content()
    assert not list(letter.iter_attachments())


def test_the_id_follows_from_the_key_and_incidents_are_conversations(make_alert):
    letters = [
        letter_of(make_alert(key), "s@bank.example", ["a@x.example"], sent)
        for key, sent in (("k", 1), ("k", 2), ("l", 1))
    ]
    assert letters[0]["Message-ID"] == letters[1]["Message-ID"] != letters[2]["Message-ID"]
    assert letters[0]["Message-ID"].endswith("@bank.example>")
    assert letters[0]["References"] == letters[2]["References"]


def test_no_header_can_be_smuggled_in(make_alert):
    evil = "Acme\r\nBcc: all@bank.example\r\n\r\nbody"
    letter = letter_of(make_alert(evil, company=evil, id=evil), "s@bank.example", ["a@x.example"], NOW)
    again = read(letter.as_bytes())
    assert again["Bcc"] is None
    assert sorted(again.keys()) == sorted(letter.keys())
    with pytest.raises(ValueError, match="linefeed"):
        letter_of(make_alert(), "s@bank.example\r\nBcc: x@y.example", ["a@x.example"], NOW)


@pytest.mark.parametrize(
    "rest",
    [
        "from=a@b.example",
        "to=a@b.example",
        "from=a@b.example&to=c",
        "from=a@b.example&to=c@d.example%0d%0aBcc:x@y.example",
        "from=A <a@b.example>&to=c@d.example",
        "from=a@b.example&to=c@d.example&tls=maybe",
        "from=a@b.example&to=c@d.example&subject=x",
    ],
)
def test_wrong_addresses_are_refused(rest, settings):
    with pytest.raises(SettingsError):
        mail.open(f"smtp://mail.example/?{rest}", settings)


@pytest.mark.parametrize(
    "server", ["smtp://", "smtp:mail.example", "smtp://mail.example:x", "smtp://mail.example/inbox"]
)
def test_wrong_servers_are_refused(server, settings):
    with pytest.raises(SettingsError):
        mail.open(f"{server}?from=a@b.example&to=c@d.example", settings)


def test_names_ports_and_plus_signs(settings):
    rest = "/?from=a@b.example&to=risk+night@d.example"
    assert mail.open(f"smtp://mail.example{rest}", settings).name == "smtp://mail.example:587/?to=risk+night@d.example"
    assert mail.open(f"smtp://mail.example{rest}&tls=no", settings).name.startswith("smtp://mail.example:25/")
    assert mail.open(f"smtps://mail.example{rest}", settings).name.startswith("smtps://mail.example:465/")
    assert mail.open(f"smtp://[::1]:2525{rest}", settings).name.startswith("smtp://[::1]:2525/")


def test_passwords_come_from_the_environment_only(sink_of, settings, monkeypatch):
    rest = "/?from=a@b.example&to=c@d.example"
    with pytest.raises(SettingsError, match=mail.PASSWORD) as caught:
        mail.open(f"smtp://me:hunter2@mail.example{rest}", settings)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(SettingsError, match="is not set"):
        mail.open(f"smtp://me@mail.example{rest}", settings)
    monkeypatch.setenv(mail.PASSWORD, "hunter2")
    with pytest.raises(SettingsError, match="for all to read"):
        mail.open(f"smtp://me@mail.example{rest}&tls=no", settings)
    sink = mail.open(f"smtp://me@mail.example{rest}", settings)
    assert "hunter2" not in sink.name + repr(sink._server)


def test_log_in_with_the_password(post, sink_of, make_alert, monkeypatch):
    monkeypatch.setenv(mail.PASSWORD, "hunter2")
    sink_of(user="me%40bank@").send(make_alert())
    method, _, given = post.logins[0][0].partition(" ")
    assert method == "PLAIN"
    assert base64.b64decode(given) == b"\0me@bank\0hunter2"
    assert len(post.letters) == 1


@pytest.mark.parametrize(
    ("codes", "is_final"),
    [
        ({"hello": [421]}, False),
        ({"mail": [451]}, False),
        ({"mail": [550]}, False),
        ({"data": [451]}, False),
        ({"data": [554]}, True),
        ({"a@bank.example": [450], "b@bank.example": [550]}, False),
        ({"a@bank.example": [550], "b@bank.example": [553]}, True),
    ],
)
def test_what_the_server_refuses(post, sink_of, make_alert, codes, is_final):
    post.codes = {name: list(each) for name, each in codes.items()}
    error = refusal(sink_of(), make_alert())
    assert error.is_final is is_final
    assert not post.letters
    assert any(str(code) in error.message for each in codes.values() for code in each)


def test_a_wrong_password_is_tried_again(post, sink_of, make_alert, monkeypatch):
    monkeypatch.setenv(mail.PASSWORD, "wrong")
    post.codes = {"auth": [535]}
    error = refusal(sink_of(user="me@"), make_alert())
    assert not error.is_final
    assert "535" in error.message


def test_who_has_the_letter_does_not_get_it_again(post, sink_of, make_alert):
    post.codes = {"b@bank.example": [450]}
    sink = sink_of()
    assert not refusal(sink, make_alert()).is_final
    sink.send(make_alert())
    assert [to for to, _ in post.letters] == [["a@bank.example"], ["b@bank.example"]]
    sink.send(make_alert("another"))
    assert post.letters[-1][0] == ["a@bank.example", "b@bank.example"]


def test_one_refused_for_good_is_said_while_the_others_have_it(post, sink_of, make_alert):
    post.codes = {"b@bank.example": [550]}
    error = refusal(sink_of(), make_alert())
    assert error.is_final
    assert "b@bank.example" in error.message
    assert [to for to, _ in post.letters] == [["a@bank.example"]]


def test_a_rude_goodbye_is_no_failure(post, sink_of, make_alert):
    post.codes = {"quit": [500]}
    sink_of().send(make_alert())
    assert len(post.letters) == 1


def test_no_server_is_tried_again(sink_of, post, make_alert):
    sink = sink_of()
    sink._server = mail.MailServer("127.0.0.1", 1, "no")
    error = refusal(sink, make_alert())
    assert not error.is_final
    assert "cannot be used" in error.message


def test_a_server_without_tls_gets_nothing(post, sink_of, make_alert):
    error = refusal(sink_of(rest="&tls=start"), make_alert())
    assert not error.is_final
    assert not post.letters


@pytest.fixture
def certificate(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


def test_starttls_with_a_known_certificate_only(post, sink_of, make_alert, monkeypatch, certificate):
    post.tls, path = certificate
    monkeypatch.setenv(mail.PASSWORD, "hunter2")
    error = refusal(sink_of(rest="&tls=start", user="me@"), make_alert())
    assert "certificate" in error.message.lower()
    assert not post.logins
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    sink_of(rest="&tls=start", user="me@").send(make_alert())
    assert post.logins[0][1]
    assert len(post.letters) == 1
