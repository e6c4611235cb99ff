"""Parser for the Markdown that guidance may use: a lead sentence, headings, a list under each."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from bot.content.loading.errors import Location

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BLOCK = re.compile(r"\{\{ *block: *([^{} ]*) *\}\}")
MARK = re.compile(r"\{\{ *(if|unless|instead-of): *([^{}]*?) *\}\} *")
"""Stands before the words of an item, and is not among what people read."""
_MAX_LEAD, _MAX_ITEM = 140, 160
_RAW_LINK = re.compile(r"https?://|\bwww\.|\S@\S")
_A_LINK = "write a link as {link.name} or {contact.name}"
_REFUSED = {
    "html_block": "HTML is not allowed",
    "html_inline": "HTML is not allowed",
    "link_open": _A_LINK,
    "image": "images are not allowed",
}
_FRAME = re.compile(r"(bullet_list|ordered_list|list_item|heading|paragraph)_(open|close)|inline")
_PLAIN = {"text", "softbreak", "strong_open", "strong_close"}
_IN_HEADING, _IN_ITEM = 1, 3


@dataclass
class Prose:
    """A parsed file, its placeholders not filled in."""

    lead: str = ""
    sections: dict[str, list[str]] = field(default_factory=dict)


def parse_markdown(text: str, location: Location) -> Prose:
    """The lead sentence and lists of a file; adds an error for anything else."""
    parser = _ProseParser(location)
    for token in _markdown().parse(text):
        parser.take(token)
    for heading, items in parser.prose.sections.items():
        if not items:
            location.at(heading).error("has no items")
    return parser.prose


class _ProseParser:
    """Consumes the tokens of a file from top to bottom."""

    def __init__(self, location: Location) -> None:
        self.prose = Prose()
        self._location = location
        self._section: str | None = None
        self._heading = ""
        self._empty_item: Token | None = None

    def take(self, token: "Token") -> None:
        """Consumes the next token, or adds an error about it."""
        if not _FRAME.fullmatch(token.type):
            self._at(token).error(_REFUSED.get(token.type, "only headings and lists are allowed"))
        elif token.type == "heading_open":
            self._heading = token.tag
        elif token.type == "list_item_open":
            self._empty_item = token
        elif token.type == "list_item_close" and self._empty_item:
            self._at(self._empty_item).error("this item is empty")
        elif token.type == "inline":
            self._take_words(token, token.content.replace("\n", " "))

    def _take_words(self, token: "Token", words: str) -> None:
        heading, self._heading = self._heading, ""
        item, self._empty_item = self._empty_item, None
        if heading == "h1":
            self._take_lead(token, words)
        elif heading == "h2":
            self._open_section(token, words.replace("’", "'"))
        elif heading or token.level == _IN_HEADING:
            self._at(token).error("only #, ## and list items are allowed")
        elif token.level > _IN_ITEM or item is None:
            self._at(token).error("an item is one sentence or two, with nothing inside it")
        elif self._section is None:
            self._at(token).error("stands before the first ## heading")
        else:
            self._take_item(token, words, self.prose.sections[self._section])

    def _take_lead(self, token: "Token", words: str) -> None:
        location = self._location.at("lead sentence")
        if self.prose.lead or self.prose.sections:
            self._at(token).error("the lead sentence (#) comes once, at the top")
        self.prose.lead = words
        _check_words(token, words, _MAX_LEAD, location)

    def _open_section(self, token: "Token", heading: str) -> None:
        if heading in self.prose.sections:
            self._at(token).error(f'there is a second "{heading}"')
        self._section = heading
        self.prose.sections.setdefault(heading, [])

    def _take_item(self, token: "Token", words: str, items: list[str]) -> None:
        items.append(words)
        read = MARK.sub("", words)
        _check_words(token, read, _MAX_ITEM, self._location.at(str(self._section), len(items)))

    def _at(self, token: "Token") -> Location:
        return self._location.at(f"line {token.map[0] + 1}") if token.map else self._location


def _check_words(token: "Token", words: str, longest: int, location: Location) -> None:
    if len(words) > longest:
        location.error(f"has {len(words)} characters; {longest} are allowed")
    if _RAW_LINK.search(words):
        location.error(_A_LINK)
    for child in token.children or ():
        if child.type in _REFUSED:
            location.error(_REFUSED[child.type])
        elif child.type not in _PLAIN and not child.type.endswith("_close"):
            location.error("only **bold** is allowed within a sentence")


@cache
def _markdown() -> "MarkdownIt":
    # Imported on first use, so that commands without content start at once.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").disable(["reference", "lheading"])
