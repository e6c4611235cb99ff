"""Reads the content folder as a whole, or refuses it with everything that is wrong."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.content.loading import entries, parts
from bot.content.loading.catalogue import read_catalogue
from bot.content.loading.complaints import ContentRefused
from bot.content.loading.files import Files
from bot.content.loading.forms import read_form
from bot.content.loading.guides import Guides
from bot.content.loading.model import Content, Guide
from bot.content.loading.placeholders import Placeholders
from bot.content.loading.questions import Known
from bot.content.loading.reading import Reading
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
    return parts.read_texts(Reading(Files(SHIPPED), today), reference=None)


def _read(reading: Reading, reference: Texts | None) -> Content:
    contacts, links = entries.read_contacts(reading), entries.read_links(reading)
    if contacts is not None and links is not None:
        reading.placeholders = Placeholders(contacts, links)
    platforms = entries.read_platforms(reading)
    known = Known(reading.files.folders_in("scenarios"), contacts)
    catalogue = read_catalogue(reading, known)
    staff, leader = _read_guides(reading, known.scenarios)
    form = read_form(reading, known.taken, platforms or ())
    levels = parts.read_levels(reading)
    timers = read_timers(reading)
    texts = parts.read_texts(reading, reference)
    letters = parts.read_letters(reading)
    self_harm = parts.read_self_harm(reading, contacts)
    before_posting = parts.read_before_posting(reading, known.scenarios)
    reading.files.refuse_the_rest(reading.complaints)
    return Content(
        version=reading.files.version,
        catalogue=reading.need(catalogue),
        staff=staff,
        leader=leader,
        form=reading.need(form),
        levels=reading.need(levels),
        timers=reading.need(timers),
        contacts=reading.need(contacts),
        links=reading.need(links),
        platforms=reading.need(platforms),
        texts=reading.need(texts),
        letters=letters,
        self_harm=reading.need(self_harm),
        before_posting=reading.need(before_posting),
        warnings=tuple(reading.warnings),
    )


def _read_guides(
    reading: Reading, folders: Sequence[str]
) -> tuple[dict[str, Guide], dict[str, Guide]]:
    guides = Guides(reading)
    staff = {folder: guides.read(folder, "staff") for folder in folders}
    leader = {folder: guides.read(folder, "leader") for folder in folders}
    guides.refuse_unused_blocks()
    return (
        {folder: guide for folder, guide in staff.items() if guide},
        {folder: guide for folder, guide in leader.items() if guide},
    )
