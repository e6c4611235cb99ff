"""Guidance: staff.md and leader.md, with the shared blocks pulled in."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from bot.content.loading.errors import Location
from bot.content.loading.markdown import BLOCK, Prose, parse_markdown
from bot.content.loading.model import Guide
from bot.content.loading.reader import Reading

GuideReader = Literal["staff", "leader"]

BLOCKS = "shared/blocks.md"
_MAX_FILE, _MAX_ITEMS = 2500, 8
_LINES_TO_SAY = 3
_SECTIONS: Mapping[GuideReader, Sequence[str]] = {
    "staff": ("Do this", "Please don't", "Who is told", "Evidence", "Support"),
    "leader": ("Say", "Do this", "Please don't", "Support"),
}


class Guides:
    """Reads guides one by one, and knows which shared blocks were used."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._place = reading.place(BLOCKS)
        text = reading.text(BLOCKS)
        self._blocks = {} if text is None else self._read_blocks(text)
        self._used: set[str] = set()
        self._all_read = True

    def read(self, folder: str, reader: GuideReader) -> Guide | None:
        """The guide for one reader in this folder; None, with a complaint, if there is none."""
        place = self._reading.place(f"{folder}/{reader}.md")
        if (text := self._reading.text(place.file)) is None:
            self._all_read = False
            return None
        if len(text) > _MAX_FILE:
            place.refuse(f"has {len(text)} characters; {_MAX_FILE} are allowed")
        prose = parse_markdown(text, place)
        _check_headings(prose, _SECTIONS[reader], place)
        _check_lengths(prose, place)
        sections = {
            heading: tuple(
                sentence
                for number, item in enumerate(items, 1)
                for sentence in self._written_out(item, place.at(heading, number))
            )
            for heading, items in prose.sections.items()
        }
        return Guide(self._fill(prose.lead, place.at("lead sentence")), sections)

    def refuse_unused_blocks(self) -> None:
        """Complains of shared blocks that no guide pulls in, once all guides could be read."""
        for name in self._blocks if self._all_read else ():
            if name not in self._used:
                self._place.at(name).refuse("no guide uses this block")

    def _read_blocks(self, text: str) -> dict[str, tuple[str, ...]]:
        prose = parse_markdown(text, self._place)
        if prose.lead:
            self._place.at("lead sentence").refuse("blocks have none")
        for name in prose.sections:
            if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
                self._place.at(name).refuse("a block's name has small letters, digits and -")
        return {
            name: tuple(
                self._fill(item, self._place.at(name, number))
                for number, item in enumerate(items, 1)
            )
            for name, items in prose.sections.items()
        }

    def _written_out(self, item: str, place: Location) -> Sequence[str]:
        block = BLOCK.fullmatch(item)
        if block is None and BLOCK.search(item):
            place.refuse("{{block: ...}} must be an item of its own")
            return ()
        if block is None:
            return (self._fill(item, place),)
        if self._blocks and block[1] not in self._blocks:
            place.refuse_unknown("block", block[1], self._blocks)
        self._used.add(block[1])
        return self._blocks.get(block[1], ())

    def _fill(self, words: str, place: Location) -> str:
        placeholders = self._reading.placeholders
        return words if placeholders is None else placeholders.fill(words, place)


def _check_headings(prose: Prose, wanted: Sequence[str], place: Location) -> None:
    if not prose.lead:
        place.at("lead sentence").missing()
    found = list(prose.sections)
    for heading in wanted:
        if heading not in found:
            place.at(heading).missing()
    for heading in found:
        if heading not in wanted:
            place.refuse_unknown("section", heading, wanted)
    if set(found) == set(wanted) and found != list(wanted):
        place.refuse(f"the sections must come in this order: {', '.join(wanted)}")


def _check_lengths(prose: Prose, place: Location) -> None:
    for heading, items in prose.sections.items():
        own = [item for item in items if not BLOCK.fullmatch(item)]
        if len(own) > _MAX_ITEMS:
            place.at(heading).refuse(f"has {len(own)} items of its own; {_MAX_ITEMS} are allowed")
    if len(lines := prose.sections.get("Say", [])) not in (0, _LINES_TO_SAY):
        place.at("Say").refuse(f"has {len(lines)} lines; a leader gets {_LINES_TO_SAY}")
