"""Reads the HTML form of a message as the text that its sender sees.

Linear time and no recursion, so that no message can block the event loop. The standard library's
parser takes quadratic time on some input (https://github.com/python/cpython/issues/135462).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from bot.domain.base import without_controls

MAX_HTML_LENGTH = 100_000
"""Characters. A message in Teams is at most 28 KB; longer HTML is not read
(https://learn.microsoft.com/microsoftteams/limits-specifications-teams#chat)."""

IsOther = Callable[[str], bool]
"""Whether a mention of this name is of somebody other than the bot."""

_OPENING = re.compile(r"<[A-Za-z/!?]")
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*+)((?:[^=>]|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>")
_ATTRIBUTE = re.compile(r"([^\s=/\"'>]++)\s*+(?:=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ENDLESS = re.compile(r"&#(?:\d{8,}|[xX][0-9A-Fa-f]{7,});?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s/@]+\.[^\s/@]+(?:/\S*)?|[^\s@]+@[^\s@]+")
_WHITE = re.compile(r"[ \t\n\f\r]+")
_ITEM = re.compile(r"schema\.skype\.com/(\w+)", re.IGNORECASE)
_BLOCK = re.compile(
    r"address|article|aside|blockquote|codeblock|d[dlt]|div|figure|footer|h[1-6]|header|hr|li|main"
    r"|ol|p|pre|section|t(?:able|body|foot|head|r)|ul"
)
_UNREAD = frozenset({"script", "style", "title", "template"})
_CHILDLESS = frozenset({"br", "hr", "img", "quoted"})

# Internal markers; `without_controls` removes these characters from the input.
_MENTION, _MENTION_END, _LINK, _TITLE, _LINK_END = "\x00\x01\x02\x03\x04"
_MENTIONS = re.compile(r"\x00([^\x00\x01]*)\x01?")
_LINKS = re.compile(r"\x02([^\x03]*)\x03([^\x02\x04]*)\x04")
_OWN = {ord(mark): None for mark in "\x00\x01\x02\x03\x04"}


@dataclass(frozen=True)
class HtmlText:
    """The text of the HTML and what else was in it."""

    words: str = ""
    emoji: int = 0
    """Number of emoji images."""
    pictures: int = 0
    """Number of other images."""
    has_reply: bool = False
    """It quotes a message, whose text is left out."""
    has_forward: bool = False
    """It forwards a message, whose text is left out."""
    has_quote: bool = False
    """It has a block quote that is not marked as a message; its text is included."""
    is_whole: bool = True
    """False if the HTML is cut off."""


def read_html(html: str, is_other: IsOther = lambda name: False) -> HtmlText:
    """Never raises."""
    if len(html) > MAX_HTML_LENGTH:
        return HtmlText(is_whole=False)
    reader = _Reader()
    is_whole = reader.read(without_controls(html))
    return HtmlText(
        words=_normalized_lines(strip_mentions(_with_links(reader.text), is_other)),
        emoji=reader.emoji,
        pictures=reader.pictures,
        has_reply="reply" in reader.blocks,
        has_forward="forward" in reader.blocks,
        has_quote="blockquote" in reader.blocks,
        is_whole=is_whole,
    )


def mark_mentions(words: str, mentions: re.Pattern[str]) -> str:
    """Marks every mention, for `strip_mentions`."""
    return mentions.sub(rf"{_MENTION}\1{_MENTION_END}", words.translate(_OWN))


def strip_mentions(words: str, is_other: IsOther) -> str:
    """Removes mentions; one of another person within a sentence stays."""
    parts = _MENTIONS.split(words)
    said = [at for at in range(0, len(parts), 2) if parts[at].strip()]
    names = {at: parts[at] for at in range(1, len(parts), 2) if is_other(parts[at].strip())}
    if not said:
        return " ".join(names.values())
    kept_names = {at: name for at, name in names.items() if said[0] < at < said[-1]}
    return "".join(part if at % 2 == 0 else kept_names.get(at, "") for at, part in enumerate(parts))


@dataclass
class _Reader:
    """State of the parser."""

    emoji: int = 0
    pictures: int = 0
    blocks: set[str] = field(default_factory=set)
    _lines: list[list[str]] = field(default_factory=lambda: [[]])
    _is_begun: bool = False
    """Whether the current line has text."""
    _skipped: tuple[str, int] | None = None
    """The element being skipped, and its nesting depth."""
    _is_link: bool = False
    _linked: str = ""
    """The URL of the latest link."""
    _mention: str = ""
    """The open mention element."""
    _pre: int = 0

    @property
    def text(self) -> str:
        """The text so far, with mentions and links marked."""
        end = _LINK_END if self._is_link else ""
        return "\n".join("".join(line) for line in self._lines) + end

    def read(self, html: str) -> bool:
        """False if the HTML is cut off."""
        at = 0
        while opening := _OPENING.search(html, at):
            start = opening.start()
            self._add_text(html[at:start])
            if html.startswith(("<!", "<?"), start):
                end = "-->" if html.startswith("<!--", start) else ">"
                at = html.find(end, start + 2) + len(end)
                if at < start + len(end):
                    return False
            elif tag := _TAG.match(html, start):
                at = tag.end()
                name = tag[2].lower()
                if tag[1]:
                    self._close(name)
                elif name in _UNREAD and not tag[3].endswith("/"):
                    closing = re.compile(rf"</{name}\b[^>]*+>", re.IGNORECASE).search(html, at)
                    if closing is None:
                        return False
                    at = closing.end()
                else:
                    self._open(name, tag[3])
            else:
                return False
        self._add_text(html[at:])
        return self._skipped is None and not self._mention

    def _open(self, name: str, inside: str) -> None:
        if self._skipped:
            element, depth = self._skipped
            if name == element and not inside.endswith("/"):
                self._skipped = element, depth + 1
            return
        attributes = _attributes(inside)
        item = _ITEM.search(attributes.get("itemtype", ""))
        kind = item[1].lower() if item else ""
        if kind in ("reply", "forward") or name == "quote":
            self.blocks.add(kind or "reply")
            self._start_block()
            if name not in _CHILDLESS and not inside.endswith("/"):
                self._skipped = name, 1
        elif name == "at" or kind == "mention":
            if not self._mention:
                self._mention = name
                self._add(_MENTION)
        elif name in ("img", "emoji", "customemoji"):
            self._add_picture(name, kind, attributes.get("alt", ""))
        elif name == "a":
            self._close("a")
            if address := _address(attributes.get("href", "")):
                self._open_link(address)
        elif name == "br":
            self._break_line()
        elif name in ("td", "th"):
            self._add(" ")
        elif _BLOCK.fullmatch(name):
            self.blocks.add(name)
            self._pre += name == "pre"
            self._start_block()

    def _close(self, name: str) -> None:
        if self._skipped:
            element, depth = self._skipped
            if name == element:
                self._skipped = (element, depth - 1) if depth > 1 else None
        elif name == self._mention:
            self._mention = ""
            self._add(_MENTION_END)
        elif name == "a":
            if self._is_link:
                self._is_link = False
                self._add(_LINK_END)
        elif name == "br":
            self._break_line()
        elif _BLOCK.fullmatch(name):
            self._pre -= name == "pre" and self._pre > 0
            self._start_block()

    def _open_link(self, address: str) -> None:
        """Adjacent links to the same URL are one link, whose title is in parts."""
        line, opening = self._lines[-1], f"{_LINK}{address}{_TITLE}"
        self._is_link = True
        is_behind = bool(line) and line[-1] == _LINK_END
        if is_behind and self._linked == address:
            line.pop()
            return
        self._linked = address
        self._add(f" {opening}" if is_behind else opening)

    def _add_picture(self, name: str, kind: str, alt: str) -> None:
        """An image: the emoji in its alt text, if it is one."""
        emoji = without_controls(alt).strip()
        if kind == "emoji" or name != "img" or (not kind and _is_emoji(emoji)):
            self.emoji += 1
            if _is_emoji(emoji):
                self._add(emoji)
        else:
            self.pictures += 1

    def _add_text(self, text: str) -> None:
        if not text or self._skipped:
            return
        said = without_controls(unescape(_ENDLESS.sub("\ufffd", text)))
        if self._pre:
            first, *others = said.split("\n")
            self._add(first)
            for line in others:
                self._break_line()
                self._add(line)
        else:
            self._add(_WHITE.sub(" ", said))

    def _add(self, text: str) -> None:
        self._lines[-1].append(text)
        # An element with only a no-break space is an empty line; other white space is ignored.
        self._is_begun = self._is_begun or bool(text.strip(" "))

    def _break_line(self) -> None:
        self._lines.append([])
        self._is_begun = False

    def _start_block(self) -> None:
        """Starts a new line unless the current one is empty."""
        if self._is_begun:
            self._break_line()


def _attributes(inside: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inside):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), _REFERENCE.sub(lambda ref: unescape(ref[0]), value))
    return found


def _address(href: str) -> str:
    """The address of a web or mail link, or an empty string."""
    address = "".join(without_controls(href).split())
    scheme, _, rest = address.partition(":")
    match scheme.lower():
        case "http" | "https" if rest.strip("/"):
            return address
        case "mailto":
            return without_controls(unquote(rest.partition("?")[0])).replace("\n", " ").strip()
        case _:
            return ""


def _is_emoji(alt: str) -> bool:
    """Whether an alt text is emoji and not a description."""
    if "\u20e3" in alt:
        return not any(char.isalpha() for char in alt)  # a keycap digit
    return bool(alt) and not any(char.isspace() or (char.isalnum() and char != "ℹ") for char in alt)


def _with_links(text: str) -> str:
    """Replaces each marked link with its title and address, without repeating either."""
    around = _LINKS.sub("", text)
    is_all = not any(char.isalnum() for char in around)

    def written(link: re.Match[str]) -> str:
        address, title = link[1], " ".join(_MENTIONS.sub(r"\1", link[2]).split())
        if not title or _is_address(title):
            return title if _is_same(title, address) else address
        return address if is_all else f"{title} ({address})"

    return _LINKS.sub(written, text)


def _is_address(title: str) -> bool:
    """Whether a title looks like an address, this one or another."""
    return _ADDRESS.fullmatch(title) is not None


def _is_same(title: str, address: str) -> bool:
    """Whether the title is the address as a person types it."""

    def bare(text: str) -> str:
        return unquote(re.sub(r"^(?:https?://)?(?:www\.)?", "", text.casefold())).rstrip("/")

    return bare(title) == bare(address)


def _normalized_lines(text: str) -> str:
    lines = (re.sub(r" {2,}", " ", line.replace("\xa0", " ")).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
