"""Reads the html form of a message as the words that stand in the sender's window.

Linear in its length, without recursion: whoever sends a megabyte of brackets holds nobody else
up. The standard library's parser takes quadratic time on some input
(https://github.com/python/cpython/issues/135462).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from bot.domain.typed.characters import without_controls

LONGEST = 100_000
"""Characters. What a person types has some 28 thousand; longer html is not read."""

IsOther = Callable[[str], bool]
"""Whether a mention of this name is one of somebody else than the bot."""

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

# Marks of our own, which `kept` takes out of all that was sent.
_MENTION, _MENTION_END, _LINK, _TITLE, _LINK_END = "\x00\x01\x02\x03\x04"
_MENTIONS = re.compile(r"\x00([^\x00\x01]*)\x01?")
_LINKS = re.compile(r"\x02([^\x03]*)\x03([^\x02\x04]*)\x04")
_OWN = {ord(mark): None for mark in "\x00\x01\x02\x03\x04"}


@dataclass(frozen=True)
class HtmlWords:
    """What the html form of a message says."""

    words: str = ""
    emoji: int = 0
    """Pictures that stand for a sign."""
    pictures: int = 0
    """All other pictures."""
    has_reply: bool = False
    """A message is quoted in it, whose words are not read."""
    has_forward: bool = False
    """A message is passed on with it, whose words are not read."""
    has_quote: bool = False
    """Something is quoted in it that is not marked as a message; its words are read."""
    is_whole: bool = True
    """Nothing in it is broken off."""


def read_html(html: str, is_other: IsOther = lambda name: False) -> HtmlWords:
    """What it says. Never raises, whatever it holds."""
    if len(html) > LONGEST:
        return HtmlWords(is_whole=False)
    reading = _Reading()
    is_whole = reading.takes(without_controls(html))
    return HtmlWords(
        words=_laid_out(without_mentions(_with_links(reading.text), is_other)),
        emoji=reading.emoji,
        pictures=reading.pictures,
        has_reply="reply" in reading.blocks,
        has_forward="forward" in reading.blocks,
        has_quote="blockquote" in reading.blocks,
        is_whole=is_whole,
    )


def marked(words: str, mentions: re.Pattern[str]) -> str:
    """The words with every mention marked, for `without_mentions`."""
    return mentions.sub(rf"{_MENTION}\1{_MENTION_END}", words.translate(_OWN))


def without_mentions(words: str, is_other: IsOther) -> str:
    """The words without whom they address; somebody else named within a sentence stays."""
    parts = _MENTIONS.split(words)
    said = [at for at in range(0, len(parts), 2) if parts[at].strip()]
    names = {at: parts[at] for at in range(1, len(parts), 2) if is_other(parts[at].strip())}
    if not said:
        return " ".join(names.values())
    kept_names = {at: name for at, name in names.items() if said[0] < at < said[-1]}
    return "".join(part if at % 2 == 0 else kept_names.get(at, "") for at, part in enumerate(parts))


@dataclass
class _Reading:
    """What has been read so far."""

    emoji: int = 0
    pictures: int = 0
    blocks: set[str] = field(default_factory=set)
    _lines: list[list[str]] = field(default_factory=lambda: [[]])
    _is_begun: bool = False
    """Whether the newest line has any words."""
    _skipped: tuple[str, int] | None = None
    """The element that is not read, and how many of its name are open."""
    _is_link: bool = False
    _linked: str = ""
    """Where the newest link leads."""
    _mention: str = ""
    """The element that is a mention."""
    _pre: int = 0

    @property
    def text(self) -> str:
        """All of it, mentions and links marked."""
        end = _LINK_END if self._is_link else ""
        return "\n".join("".join(line) for line in self._lines) + end

    def takes(self, html: str) -> bool:
        """Reads all of it; False if it is broken off."""
        at = 0
        while opening := _OPENING.search(html, at):
            start = opening.start()
            self._says(html[at:start])
            if html.startswith(("<!", "<?"), start):
                end = "-->" if html.startswith("<!--", start) else ">"
                at = html.find(end, start + 2) + len(end)
                if at < start + len(end):
                    return False
            elif tag := _TAG.match(html, start):
                at = tag.end()
                name = tag[2].lower()
                if tag[1]:
                    self._ends(name)
                elif name in _UNREAD and not tag[3].endswith("/"):
                    closing = re.compile(rf"</{name}\b[^>]*+>", re.IGNORECASE).search(html, at)
                    if closing is None:
                        return False
                    at = closing.end()
                else:
                    self._starts(name, tag[3])
            else:
                return False
        self._says(html[at:])
        return self._skipped is None and not self._mention

    def _starts(self, name: str, inside: str) -> None:
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
            self._block()
            if name not in _CHILDLESS and not inside.endswith("/"):
                self._skipped = name, 1
        elif name == "at" or kind == "mention":
            if not self._mention:
                self._mention = name
                self._add(_MENTION)
        elif name in ("img", "emoji", "customemoji"):
            self._shows(name, kind, attributes.get("alt", ""))
        elif name == "a":
            self._ends("a")
            if address := _address(attributes.get("href", "")):
                self._links(address)
        elif name == "br":
            self._break()
        elif name in ("td", "th"):
            self._add(" ")
        elif _BLOCK.fullmatch(name):
            self.blocks.add(name)
            self._pre += name == "pre"
            self._block()

    def _ends(self, name: str) -> None:
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
            self._break()
        elif _BLOCK.fullmatch(name):
            self._pre -= name == "pre" and self._pre > 0
            self._block()

    def _links(self, address: str) -> None:
        """A link begins. A title in parts, each a link to the same place, is one link."""
        line, opening = self._lines[-1], f"{_LINK}{address}{_TITLE}"
        self._is_link = True
        is_behind = bool(line) and line[-1] == _LINK_END
        if is_behind and self._linked == address:
            line.pop()
            return
        self._linked = address
        self._add(f" {opening}" if is_behind else opening)

    def _shows(self, name: str, kind: str, alt: str) -> None:
        """A picture: the sign that it stands for, if it has one."""
        sign = without_controls(alt).strip()
        if kind == "emoji" or name != "img" or (not kind and _is_sign(sign)):
            self.emoji += 1
            if _is_sign(sign):
                self._add(sign)
        else:
            self.pictures += 1

    def _says(self, text: str) -> None:
        if not text or self._skipped:
            return
        said = without_controls(unescape(_ENDLESS.sub("\ufffd", text)))
        if self._pre:
            first, *others = said.split("\n")
            self._add(first)
            for line in others:
                self._break()
                self._add(line)
        else:
            self._add(_WHITE.sub(" ", said))

    def _add(self, text: str) -> None:
        self._lines[-1].append(text)
        # An element that holds a hard space alone is a line left empty; white space is nothing.
        self._is_begun = self._is_begun or bool(text.strip(" "))

    def _break(self) -> None:
        self._lines.append([])
        self._is_begun = False

    def _block(self) -> None:
        """The next words stand on a line of their own."""
        if self._is_begun:
            self._break()


def _attributes(inside: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for it in _ATTRIBUTE.finditer(inside):
        value = it[2] or it[3] or it[4] or ""
        found.setdefault(it[1].lower(), _REFERENCE.sub(lambda ref: unescape(ref[0]), value))
    return found


def _address(href: str) -> str:
    """The address that a link leads to, if it leads to a page or a mailbox."""
    address = "".join(without_controls(href).split())
    scheme, _, rest = address.partition(":")
    match scheme.lower():
        case "http" | "https" if rest.strip("/"):
            return address
        case "mailto":
            return without_controls(unquote(rest.partition("?")[0])).replace("\n", " ").strip()
        case _:
            return ""


def _is_sign(alt: str) -> bool:
    """Whether these are signs to read, and no word that describes a picture."""
    if "\u20e3" in alt:
        return not any(mark.isalpha() for mark in alt)  # a digit on a key
    return bool(alt) and not any(it.isspace() or (it.isalnum() and it != "ℹ") for it in alt)


def _with_links(text: str) -> str:
    """Links as words: what the person wrote and where it leads, nothing twice."""
    around = _LINKS.sub("", text)
    is_all = not any(mark.isalnum() for mark in around)

    def written(link: re.Match[str]) -> str:
        address, title = link[1], " ".join(_MENTIONS.sub(r"\1", link[2]).split())
        if not title or _is_address(title):
            return title if _is_same(title, address) else address
        return address if is_all else f"{title} ({address})"

    return _LINKS.sub(written, text)


def _is_address(title: str) -> bool:
    """Whether a title is written like an address, be it this one or not."""
    return _ADDRESS.fullmatch(title) is not None


def _is_same(title: str, address: str) -> bool:
    """Whether the title is the whole address, as somebody types one."""

    def bare(it: str) -> str:
        return unquote(re.sub(r"^(?:https?://)?(?:www\.)?", "", it.casefold())).rstrip("/")

    return bare(title) == bare(address)


def _laid_out(text: str) -> str:
    lines = (re.sub(r" {2,}", " ", line.replace("\xa0", " ")).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
