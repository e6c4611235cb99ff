"""A letter as a mail that any mail program can read."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.ports import Letter


def eml(letter: Letter, mark: str, sender: str, at: datetime) -> bytes:
    """The whole mail, with text, HTML and what is attached; its id is made from a mark."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mark}@{sender.rpartition('@')[2]}>"
    message["X-Report-Reference"] = letter.reference
    if letter.is_urgent:
        message["Importance"] = "high"
    message.set_content(_encodable(letter.text), cte="quoted-printable")
    message.add_alternative(_encodable(letter.html), subtype="html", cte="quoted-printable")
    for attachment in letter.attachments:
        kind, _, subkind = attachment.media_type.partition("/")
        name = _one_line(attachment.name)
        message.add_attachment(attachment.content, kind, subkind, filename=name)
    return message.as_bytes()


def _one_line(words: str) -> str:
    """A line break in a subject would start a header of somebody else's choice."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _encodable(words: str) -> str:
    return words.encode("utf-8", "replace").decode("utf-8")
