"""Reads the content folder as a whole, or refuses it with everything that is wrong."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot.content.loading import pages, phrases
from bot.content.loading.contacts import Placeholders
from bot.content.loading.errors import ContentRefused
from bot.content.loading.forms import read_form
from bot.content.loading.guides import Guides
from bot.content.loading.model import Content, Guide
from bot.content.loading.questions import KnownNames
from bot.content.loading.reader import Files, Reading
from bot.content.loading.scenarios import read_catalogue
from bot.content.loading.texts import Texts
from bot.content.loading.timers import read_timers

SHIPPED = Path(__file__).resolve().parent.parent


def load(folder: Path = SHIPPED, *, today: date, reference: Texts | None = None) -> Content:
    """Everything in the folder, or ContentRefused with every complaint.

    A folder that replaces the shipped one must have the keys and placeholders of the texts in
    `reference`; the shipped texts unless others are given.
    """
    if not folder.is_dir():
        raise ContentRefused([f"{folder}: there is no such folder"])
    if reference is None and folder.resolve() != SHIPPED:
        reference = _shipped_texts(today)
    reading = Reading(Files(folder), today)
    content = _read(reading, reference)
    if reading.complaints:
        raise ContentRefused(reading.complaints)
    return content


def _shipped_texts(today: date) -> Texts | None:
    return pages.read_texts(Reading(Files(SHIPPED), today), reference=None)


def _read(reading: Reading, reference: Texts | None) -> Content:
    contacts, links = pages.read_contacts(reading), pages.read_links(reading)
    if contacts is not None and links is not None:
        reading.placeholders = Placeholders(contacts, links)
    platforms = pages.read_platforms(reading)
    known = KnownNames(reading.files.folders_in("scenarios"), contacts)
    catalogue = read_catalogue(reading, known)
    guides = _read_guides(reading, known.scenarios)
    form = read_form(reading, known.taken, platforms or ())
    levels = pages.read_levels(reading)
    timers = read_timers(reading)
    texts = pages.read_texts(reading, reference)
    letters = pages.read_letters(reading)
    danger = phrases.read_danger(reading)
    asked = phrases.read_asked(reading)
    self_harm = pages.read_self_harm(reading, contacts)
    before_posting = pages.read_before_posting(reading, known.scenarios)
    reading.files.refuse_the_rest(reading.complaints)
    return Content(
        version=reading.files.version,
        catalogue=reading.need(catalogue),
        staff=guides.staff,
        leader=guides.leader,
        any_leader=reading.need(guides.any_leader),
        form=reading.need(form),
        levels=reading.need(levels),
        timers=reading.need(timers),
        contacts=reading.need(contacts),
        links=reading.need(links),
        platforms=reading.need(platforms),
        texts=reading.need(texts),
        letters=letters,
        danger=reading.need(danger),
        asked=reading.need(asked),
        self_harm=reading.need(self_harm),
        before_posting=reading.need(before_posting),
        warnings=tuple(reading.warnings),
    )


class _AllGuides(NamedTuple):
    staff: Mapping[str, Guide]
    leader: Mapping[str, Guide]
    any_leader: Guide | None


def _read_guides(reading: Reading, scenarios: Sequence[str]) -> _AllGuides:
    guides = Guides(reading)
    staff = {name: guides.read(f"scenarios/{name}", "staff") for name in scenarios}
    leader = {name: guides.read(f"scenarios/{name}", "leader") for name in scenarios}
    any_leader = guides.read("shared", "leader")
    guides.refuse_unused_blocks()
    return _AllGuides(
        {name: guide for name, guide in staff.items() if guide},
        {name: guide for name, guide in leader.items() if guide},
        any_leader,
    )
