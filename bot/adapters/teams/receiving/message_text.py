"""What a person sent, as it stands in their own window: words, and whether a file came too.

Teams sends each message in two forms. Only the html form has emoji, the addresses behind titles,
and what is quoted or forwarded, so it is read first; the plain text where there is none.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.teams.receiving.html_text import (
    LONGEST,
    HtmlWords,
    marked,
    read_html,
    without_mentions,
)

HTML = "text/html"
FILE = "application/vnd.microsoft.teams.file.download.info"
FORWARD = "forwardedmessagereference"
REPLY = "messagereference"
UPLOADED = "/v3/attachments/"
"""In the address of every picture, sound or film that somebody pasted, and of nothing else."""
MEDIA = ("image/", "audio/", "video/")

_QUOTED = re.compile(r"<quoted\b[^<>]*>(?:[^<>]*</quoted>)?", re.IGNORECASE)
_AT = re.compile(r"<at(?:\s[^<>]*)?>([^<>]*)</at>", re.IGNORECASE)

MOST = 8
"""Forms in html that are read. Teams sends one."""

AttachmentJson = Mapping[str, Any]


@dataclass(frozen=True)
class Sent:
    """What a message says."""

    words: str = ""
    has_files: bool = False
    """A file or picture of the sender came with it."""
    is_forwarded: bool = False
    """Somebody else's message was passed on, without a word of the sender's own."""


def read_sent(
    text: str, attachments: object = None, entities: object = None, bot_id: str = ""
) -> Sent:
    """Reads a message in whatever forms it came. Never raises; what is misshapen is nothing."""
    parts, others = _objects(attachments), _others(_objects(entities), bot_id)
    found = [read_html(content, others) for content in _forms(parts)]
    has_reply = _QUOTED.search(text) is not None or any(_kind(it) == REPLY for it in parts)
    # A hard space that Teams puts behind a mention; whoever types one means no such thing.
    bare = _QUOTED.sub("", text).replace("&nbsp;", " ")
    plain = without_mentions(marked(bare, _AT), others).strip()
    is_forward = any(_kind(it) == FORWARD for it in parts) or any(it.has_forward for it in found)
    words = _words(found, plain, has_reply=has_reply, is_forward=is_forward)
    return Sent(words, _has_files(parts, found), is_forward and not words.strip())


def _words(found: Sequence[HtmlWords], plain: str, *, has_reply: bool, is_forward: bool) -> str:
    """The words of the html form, unless it is broken or says nothing of its own."""
    if is_forward and (whole := [it.words for it in found if it.is_whole]):
        # The plain text may be that of the message passed on.
        return next(filter(None, whole), "")
    html = next((it.words for it in found if _is_usable(it, has_reply=has_reply)), "")
    if html and html.split() != plain.split():
        return html
    if html.count("\n") > plain.count("\n"):
        return html
    return plain or next((it.words for it in found if it.words), "")


def _is_usable(html: HtmlWords, *, has_reply: bool) -> bool:
    is_quote_unmarked = has_reply and html.has_quote and not html.has_reply
    return html.is_whole and not is_quote_unmarked


def _forms(parts: Sequence[AttachmentJson]) -> Iterator[str]:
    """The forms in html, as many as take no time from others."""
    room = 2 * LONGEST
    for form in list(filter(_is_html, parts))[:MOST]:
        room -= len(form["content"])
        if room < 0:
            return
        yield form["content"]


def _has_files(parts: Sequence[AttachmentJson], found: Sequence[HtmlWords]) -> bool:
    if any(_kind(it) == FILE for it in parts):
        return True
    media = [it for it in parts if _kind(it).startswith(MEDIA)]
    uploaded = [it for it in media if UPLOADED in str(it.get("contentUrl"))]
    # An emoji comes as a picture too; an organisation's own may be kept where pasted ones are.
    emoji = sum(it.emoji for it in found) - (len(media) - len(uploaded))
    is_pasted = any(it.pictures for it in found)
    return bool(uploaded) and (is_pasted or len(uploaded) > emoji)


def _is_html(part: AttachmentJson) -> bool:
    return _kind(part) == HTML and isinstance(part.get("content"), str)


def _kind(part: AttachmentJson) -> str:
    kind = part.get("contentType")
    return kind.partition(";")[0].strip().lower() if isinstance(kind, str) else ""


def _others(entities: Sequence[AttachmentJson], bot_id: str) -> Callable[[str], bool]:
    """Whom the message mentions beside the bot."""
    named = (it.get("mentioned") for it in entities if it.get("type") == "mention")
    people = [it for it in named if isinstance(it, dict) and it.get("id") != bot_id]
    names = {str(it.get("name")).strip() for it in people if it.get("id") and it.get("name")}
    return lambda name: name in names


def _objects(listed: object) -> Sequence[AttachmentJson]:
    return [it for it in listed if isinstance(it, dict)] if isinstance(listed, list) else []
