"""Loads guidance, staff.md and leader.md, with shared blocks inserted."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from bot.content.loading.errors import Location
from bot.content.loading.markdown import BLOCK, Prose, parse_markdown
from bot.content.loading.model import Guide
from bot.content.loading.reader import ContentReader

Audience = Literal["staff", "leader"]

BLOCKS = "shared/blocks.md"
_MAX_FILE, _MAX_ITEMS = 2500, 8
_LINES_TO_SAY = 3
_SECTIONS: Mapping[Audience, Sequence[str]] = {
    "staff": ("Do this", "Please don't", "Who is told", "Evidence", "Support"),
    "leader": ("Say", "Do this", "Please don't", "Support"),
}


class Guides:
    """Reads guides one by one and records which shared blocks they use."""

    def __init__(self, reader: ContentReader) -> None:
        self._reader = reader
        self._location = reader.location(BLOCKS)
        text = reader.text(BLOCKS)
        self._blocks = {} if text is None else self._read_blocks(text)
        self._used: set[str] = set()
        self._all_read = True

    def read(self, folder: str, audience: Audience) -> Guide | None:
        """The guide of a folder for one audience; None, with an error noted, if there is none."""
        location = self._reader.location(f"{folder}/{audience}.md")
        if (text := self._reader.text(location.file)) is None:
            self._all_read = False
            return None
        if len(text) > _MAX_FILE:
            location.error(f"has {len(text)} characters; {_MAX_FILE} are allowed")
        prose = parse_markdown(text, location)
        _check_headings(prose, _SECTIONS[audience], location)
        _check_lengths(prose, location)
        sections = {
            heading: tuple(
                sentence
                for number, item in enumerate(items, 1)
                for sentence in self._expand(item, location.at(heading, number))
            )
            for heading, items in prose.sections.items()
        }
        return Guide(self._fill(prose.lead, location.at("lead sentence")), sections)

    def check_unused_blocks(self) -> None:
        """Checks that every shared block is used, if all guides could be read."""
        for name in self._blocks if self._all_read else ():
            if name not in self._used:
                self._location.at(name).error("no guide uses this block")

    def _read_blocks(self, text: str) -> dict[str, tuple[str, ...]]:
        prose = parse_markdown(text, self._location)
        if prose.lead:
            self._location.at("lead sentence").error("blocks have none")
        for name in prose.sections:
            if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
                self._location.at(name).error("a block's name has small letters, digits and -")
        return {
            name: tuple(
                self._fill(item, self._location.at(name, number))
                for number, item in enumerate(items, 1)
            )
            for name, items in prose.sections.items()
        }

    def _expand(self, item: str, location: Location) -> Sequence[str]:
        block = BLOCK.fullmatch(item)
        if block is None and BLOCK.search(item):
            location.error("{{block: ...}} must be an item of its own")
            return ()
        if block is None:
            return (self._fill(item, location),)
        if self._blocks and block[1] not in self._blocks:
            location.unknown("block", block[1], self._blocks)
        self._used.add(block[1])
        return self._blocks.get(block[1], ())

    def _fill(self, words: str, location: Location) -> str:
        placeholders = self._reader.placeholders
        return words if placeholders is None else placeholders.fill(words, location)


def _check_headings(prose: Prose, wanted: Sequence[str], location: Location) -> None:
    if not prose.lead:
        location.at("lead sentence").missing()
    found = list(prose.sections)
    for heading in wanted:
        if heading not in found:
            location.at(heading).missing()
    for heading in found:
        if heading not in wanted:
            location.unknown("section", heading, wanted)
    if set(found) == set(wanted) and found != list(wanted):
        location.error(f"the sections must come in this order: {', '.join(wanted)}")


def _check_lengths(prose: Prose, location: Location) -> None:
    for heading, items in prose.sections.items():
        own = [item for item in items if not BLOCK.fullmatch(item)]
        if len(own) > _MAX_ITEMS:
            location.at(heading).error(f"has {len(own)} items of its own; {_MAX_ITEMS} are allowed")
    if len(lines := prose.sections.get("Say", [])) not in (0, _LINES_TO_SAY):
        location.at("Say").error(f"has {len(lines)} lines; a leader gets {_LINES_TO_SAY}")
