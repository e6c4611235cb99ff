"""The text of a message as its sender sees it, and whether files came with it.

Teams sends a message as plain text and as an HTML attachment
(https://github.com/MicrosoftDocs/msteams-docs/issues/3960). Only the HTML has the emoji, the URLs
of links, and what is quoted or forwarded, so it is read first, and the plain text where there is
none.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.teams.receiving.html_text import (
    MAX_HTML_LENGTH,
    HtmlText,
    mark_mentions,
    read_html,
    strip_mentions,
)

HTML = "text/html"
FILE = "application/vnd.microsoft.teams.file.download.info"
FORWARD = "forwardedmessagereference"
REPLY = "messagereference"
UPLOADED = "/v3/attachments/"
"""In the URL of every pasted picture, sound or video, and of nothing else
(https://microsoft.github.io/teams-sdk/python/in-depth-guides/file-handling/receiving-inline-images)."""
MEDIA = ("image/", "audio/", "video/")

_QUOTED = re.compile(r"<quoted\b[^<>]*>(?:[^<>]*</quoted>)?", re.IGNORECASE)
_AT = re.compile(r"<at(?:\s[^<>]*)?>([^<>]*)</at>", re.IGNORECASE)

MAX_HTML_PARTS = 8
"""HTML attachments that are read. Teams sends one."""

AttachmentJson = Mapping[str, Any]


@dataclass(frozen=True)
class MessageText:
    """The text of a message, without quoted and forwarded parts."""

    words: str = ""
    has_files: bool = False
    """The sender attached or pasted a file or picture."""
    is_forwarded: bool = False
    """Only a forwarded message, without text of the sender's own."""


def read_message(
    text: str, attachments: object = None, entities: object = None, bot_id: str = ""
) -> MessageText:
    """Never raises; malformed parts are ignored."""
    parts, is_other = _objects(attachments), _mentions_others(_objects(entities), bot_id)
    found = [read_html(content, is_other) for content in _html_parts(parts)]
    has_reply = _QUOTED.search(text) is not None or any(_kind(part) == REPLY for part in parts)
    # Teams puts a no-break space after a mention.
    bare = _QUOTED.sub("", text).replace("&nbsp;", " ")
    plain = strip_mentions(mark_mentions(bare, _AT), is_other).strip()
    is_forward = any(_kind(part) == FORWARD for part in parts)
    is_forward = is_forward or any(html.has_forward for html in found)
    words = _words(found, plain, has_reply=has_reply, is_forward=is_forward)
    return MessageText(words, _has_files(parts, found), is_forward and not words.strip())


def _words(found: Sequence[HtmlText], plain: str, *, has_reply: bool, is_forward: bool) -> str:
    """The text of the HTML, unless it is malformed or empty."""
    if is_forward and (whole := [html.words for html in found if html.is_whole]):
        # The plain text may be the forwarded message.
        return next(filter(None, whole), "")
    usable = (html.words for html in found if _is_usable(html, has_reply=has_reply))
    words = next(usable, "")
    if words and words.split() != plain.split():
        return words
    if words.count("\n") > plain.count("\n"):
        return words
    return plain or next((html.words for html in found if html.words), "")


def _is_usable(html: HtmlText, *, has_reply: bool) -> bool:
    is_quote_unmarked = has_reply and html.has_quote and not html.has_reply
    return html.is_whole and not is_quote_unmarked


def _html_parts(parts: Sequence[AttachmentJson]) -> Iterator[str]:
    """The HTML attachments, up to a number and a total length."""
    room = 2 * MAX_HTML_LENGTH
    for part in list(filter(_is_html, parts))[:MAX_HTML_PARTS]:
        room -= len(part["content"])
        if room < 0:
            return
        yield part["content"]


def _has_files(parts: Sequence[AttachmentJson], found: Sequence[HtmlText]) -> bool:
    if any(_kind(part) == FILE for part in parts):
        return True
    media = [part for part in parts if _kind(part).startswith(MEDIA)]
    uploaded = [part for part in media if UPLOADED in str(part.get("contentUrl"))]
    # Each emoji is an image attachment too; an organisation's own may have an uploaded URL.
    emoji = sum(html.emoji for html in found) - (len(media) - len(uploaded))
    is_pasted = any(html.pictures for html in found)
    return bool(uploaded) and (is_pasted or len(uploaded) > emoji)


def _is_html(part: AttachmentJson) -> bool:
    return _kind(part) == HTML and isinstance(part.get("content"), str)


def _kind(part: AttachmentJson) -> str:
    kind = part.get("contentType")
    return kind.partition(";")[0].strip().lower() if isinstance(kind, str) else ""


def _mentions_others(entities: Sequence[AttachmentJson], bot_id: str) -> Callable[[str], bool]:
    """Whether a name is of somebody mentioned other than the bot."""
    mentioned = (one.get("mentioned") for one in entities if one.get("type") == "mention")
    people = [one for one in mentioned if isinstance(one, dict) and one.get("id") != bot_id]
    names = {str(one.get("name")).strip() for one in people if one.get("id") and one.get("name")}
    return lambda name: name in names


def _objects(listed: object) -> Sequence[AttachmentJson]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
