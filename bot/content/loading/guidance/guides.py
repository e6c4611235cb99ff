"""Loads guidance, staff.md and leader.md, with shared blocks taken in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.content.loading.errors import Location
from bot.content.loading.guidance import conditions
from bot.content.loading.guidance.conditions import Audience, Vocabulary
from bot.content.loading.guidance.markdown import BLOCK, MARK, Prose, parse_markdown
from bot.content.loading.model import GuideItem, WrittenGuide
from bot.content.loading.reader import ContentReader
from bot.domain.scenario import Level

BLOCKS = "shared/blocks.md"
_MAX_FILE, _MAX_ITEMS = 6000, 16
_LINES_TO_SAY = 3
_SECTIONS: Mapping[Audience, Sequence[str]] = {
    "staff": ("First", "Do this", "Please don't", "Who is told", "Evidence", "Support"),
    "leader": ("Say", "Do this", "Please don't", "Support"),
}
_MAY_BE_MISSING = "First"


class Guides:
    """Reads guides one by one and records which shared blocks they use."""

    def __init__(self, reader: ContentReader, known: Vocabulary) -> None:
        self._reader = reader
        self._known = known
        self._location = reader.location(BLOCKS)
        text = reader.text(BLOCKS)
        self._used: set[str] = set()
        self.sends_to: set[str] = set()
        """Contacts that words are for; the words are left out while one cannot be reached."""
        self._blocks = {} if text is None else self._read_blocks(text)
        self._all_read = True

    def read(
        self, folder: str, audience: Audience, base: Level = Level.ADVICE
    ) -> WrittenGuide | None:
        """The guide of a folder for one audience; None, with an error noted, if there is none.

        `base` is the lowest level at which it is shown.
        """
        location = self._reader.location(f"{folder}/{audience}.md")
        if (text := self._reader.text(location.file)) is None:
            self._all_read = False
            return None
        if len(text) > _MAX_FILE:
            location.error(f"has {len(text)} characters; {_MAX_FILE} are allowed")
        prose = parse_markdown(text, location)
        _check_headings(prose, _SECTIONS[audience], location)
        _check_lengths(prose, location)
        sections: dict[str, tuple[GuideItem, ...]] = {}
        for heading in _SECTIONS[audience]:
            found: list[GuideItem] = []
            for number, written in enumerate(prose.sections.get(heading, ()), 1):
                spot = location.at(heading, number)
                for item in self._read_item(written, spot):
                    conditions.check_base(item.conditions, base, spot)
                    found += self._expanded(item, audience, spot)
            sections[heading] = tuple(found)
        return WrittenGuide(self._fill(prose.lead, location.at("lead sentence")), sections)

    def check_unused_blocks(self) -> None:
        """Checks that every shared block is used, if all guides could be read."""
        for name in self._blocks if self._all_read else ():
            if name not in self._used:
                self._location.at(name).error("no guide uses this block")

    def _read_blocks(self, text: str) -> dict[str, tuple[GuideItem, ...]]:
        prose = parse_markdown(text, self._location)
        if prose.lead:
            self._location.at("lead sentence").error("blocks have none")
        found: dict[str, tuple[GuideItem, ...]] = {}
        for name, items in prose.sections.items():
            if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
                self._location.at(name).error("a block's name has small letters, digits and -")
            location = self._location.at(name)
            found[name] = tuple(
                item
                for number, written in enumerate(items, 1)
                for item in self._read_item(written, location.at(number))
            )
            for item in found[name]:
                if BLOCK.search(item.text):
                    location.error("a block takes in no other block")
        return found

    def _read_item(self, written: str, location: Location) -> Iterator[GuideItem]:
        """An item, its marks read; none if a contact that it is for cannot be reached."""
        before, text = conditions.split(written)
        marks = conditions.read_marks(before, self._known, location)
        self.sends_to |= marks.reachable
        if block := BLOCK.fullmatch(text):
            self._used.add(block[1])
        elif BLOCK.search(text):
            location.error("{{block: ...}} must be an item of its own")
            return
        elif found := MARK.search(text):
            location.error(f"{{{{{found[1]}: ...}}}} must stand before the words of its item")
            return
        elif not text:
            location.error("has conditions and no words")
        else:
            conditions.check_reachable(text, marks, self._known.contacts, location)
            text = self._fill(text, location)
        if marks.can_be_reached:
            yield GuideItem(text, marks.conditions, marks.replaces_level)

    def _expanded(
        self, item: GuideItem, audience: Audience, location: Location
    ) -> Iterator[GuideItem]:
        """The item, or those of the block it names, each under its conditions too."""
        items: Sequence[GuideItem] = (item,)
        if block := BLOCK.fullmatch(item.text):
            if self._blocks and block[1] not in self._blocks:
                location.unknown("block", block[1], self._blocks)
            items = [
                replace(inner, conditions=(*item.conditions, *inner.conditions))
                for inner in self._blocks.get(block[1], ())
            ]
        for found in items:
            conditions.check_audience(found.conditions, audience, self._known, location)
        yield from items

    def _fill(self, words: str, location: Location) -> str:
        placeholders = self._reader.placeholders
        return words if placeholders is None else placeholders.fill(words, location)


def _check_headings(prose: Prose, wanted: Sequence[str], location: Location) -> None:
    if not prose.lead:
        location.at("lead sentence").missing()
    found = list(prose.sections)
    for heading in wanted:
        if heading not in found and heading != _MAY_BE_MISSING:
            location.at(heading).missing()
    for heading in found:
        if heading not in wanted:
            location.unknown("section", heading, wanted)
    order = [heading for heading in wanted if heading in found]
    if set(found) == set(order) and found != order:
        location.error(f"the sections must come in this order: {', '.join(wanted)}")


def _check_lengths(prose: Prose, location: Location) -> None:
    for heading, items in prose.sections.items():
        own = [item for item in items if not BLOCK.fullmatch(conditions.split(item)[1])]
        if len(own) > _MAX_ITEMS:
            location.at(heading).error(f"has {len(own)} items of its own; {_MAX_ITEMS} are allowed")
    if len(lines := prose.sections.get("Say", [])) not in (0, _LINES_TO_SAY):
        location.at("Say").error(f"has {len(lines)} lines; a leader gets {_LINES_TO_SAY}")
