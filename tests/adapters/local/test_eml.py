"""Emails as MIME: text, HTML and attachments, safe against header injection."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from bot.adapters.local.outbox import eml
from bot.ports import Attachment, Letter

NOON = datetime(2026, 11, 22, tzinfo=UTC)
LETTER = Letter(
    key="R-7K2M",
    reference="R-7K2M",
    to="security@example.org",
    subject="Escalation R-7K2M: a threat at Kāinga Ora",
    text="Kia ora\n\nA long line that says what happened. " + "word " * 400,
    html="<p>Kia ora, <b>a threat</b> with macrons: ā ē ī ō ū</p>",
    is_urgent=True,
)


def _raw(letter: Letter) -> bytes:
    return eml(letter, "R-7K2M%3Aleader", "bot@example.org", NOON)


def _read(letter: Letter) -> EmailMessage:
    message = message_from_bytes(_raw(letter), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_letter_becomes_a_mail_with_text_and_html() -> None:
    message = _read(LETTER)

    assert message.get_content_type() == "multipart/alternative"
    assert _part(message, "plain").strip() == LETTER.text.strip()
    assert _part(message, "html").strip() == LETTER.html
    assert (message["From"], message["To"]) == ("bot@example.org", "security@example.org")
    assert message["Subject"] == LETTER.subject
    assert message["X-Report-Reference"] == "R-7K2M"
    assert message["Message-ID"] == "<R-7K2M%3Aleader@example.org>"
    assert message["Date"].datetime == NOON
    assert message["Importance"] == "high"
    assert not message.defects


def test_a_reply_goes_where_the_letter_says() -> None:
    assert _read(replace(LETTER, reply_to="rea@example.org"))["Reply-To"] == "rea@example.org"
    assert _read(LETTER)["Reply-To"] is None


def test_a_follow_up_names_the_mail_it_continues() -> None:
    raw = eml(LETTER, "R-7K2M%2Fadded", "bot@example.org", NOON, answered="R-7K2M")
    message = message_from_bytes(raw, policy=default)

    assert message["In-Reply-To"] == message["References"] == "<R-7K2M@example.org>"
    assert _read(LETTER)["In-Reply-To"] is None


def test_what_is_attached_goes_with_it() -> None:
    files = (
        Attachment("report.json", "application/json", b'{"reference": "R-7K2M"}'),
        Attachment("tā\r\nBcc: x.png", "image/png", bytes(range(256))),
    )

    message = _read(replace(LETTER, attachments=files))

    attached = list(message.iter_attachments())
    assert [one.get_content_type() for one in attached] == ["application/json", "image/png"]
    assert [one.get_filename() for one in attached] == ["report.json", "tā Bcc: x.png"]
    assert [one.get_content() for one in attached] == [file.content for file in files]
    assert _part(message, "html").strip() == LETTER.html


def test_the_file_is_plain_ascii_with_short_lines() -> None:
    raw = _raw(LETTER)

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_an_ordinary_letter_has_no_importance() -> None:
    assert _read(replace(LETTER, is_urgent=False))["Importance"] is None


def test_a_subject_cannot_start_another_header() -> None:
    message = _read(replace(LETTER, subject="A threat\r\nBcc: b@example.org\0\n\nbody"))

    assert message["Bcc"] is None
    assert message["Subject"] == "A threat Bcc: b@example.org body"


def test_half_an_emoji_does_not_hold_up_a_mail() -> None:
    message = _read(replace(LETTER, text="Kia ora \ud83d", subject="Kia ora \ud83d"))

    assert _part(message, "plain").strip() == "Kia ora ?"
