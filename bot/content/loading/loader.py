"""Loads and validates the whole content folder, or raises every error found in it at once."""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot.content.loading import pages, phrases
from bot.content.loading.errors import ContentRefused
from bot.content.loading.facts import Facts, KnownNames, check_platforms
from bot.content.loading.guidance.conditions import Vocabulary
from bot.content.loading.guidance.guides import Guides
from bot.content.loading.model import Content, SelfHarm, WrittenGuide
from bot.content.loading.reader import ContentReader, Files
from bot.content.loading.safety.rules import FILE, SafetyRules
from bot.content.loading.scenarios import read_catalogue
from bot.content.loading.texts import Contacts, Placeholders, Texts
from bot.content.loading.timers import read_timers
from bot.domain.scenario import Level

SHIPPED = Path(__file__).resolve().parent.parent


def load(folder: Path = SHIPPED, *, today: date, reference: Texts | None = None) -> Content:
    """The content of a folder. Raises ContentRefused with every error found.

    A folder that replaces the shipped one must have exactly the keys and placeholders of the
    texts in `reference`, by default the shipped texts.
    """
    if not folder.is_dir():
        raise ContentRefused([f"{folder}: there is no such folder"])
    if reference is None and folder.resolve() != SHIPPED:
        reference = _shipped_texts(today)
    reader = ContentReader(Files(folder), today)
    content = _read(reader, reference, _safety_rules(reader, folder))
    if reader.errors:
        raise ContentRefused(reader.errors)
    return content


def _shipped_texts(today: date) -> Texts | None:
    return pages.read_texts(ContentReader(Files(SHIPPED), today), reference=None)


def _safety_rules(reader: ContentReader, folder: Path) -> SafetyRules | None:
    """The rules of the release, whatever folder the content is in."""
    if folder.resolve() == SHIPPED:
        return pages.read_safety(reader)
    shipped = ContentReader(Files(SHIPPED), reader.today)
    if reader.files.has(FILE) and reader.files.text(reader.location(FILE)) != shipped.files.text(
        shipped.location(FILE)
    ):
        reader.location(FILE).error("is not what the release has; safety rules change with it only")
    return pages.read_safety(shipped)


def _read(reader: ContentReader, reference: Texts | None, safety: SafetyRules | None) -> Content:
    contacts, links = pages.read_contacts(reader), pages.read_links(reader)
    if contacts is not None and links is not None:
        reader.placeholders = Placeholders(contacts, links)
    platforms = pages.read_platforms(reader)
    known = KnownNames(tuple(reader.files.folders_in("scenarios")), contacts)
    facts = Facts(reader, known)
    check_platforms(facts, platforms or ())
    catalogue = read_catalogue(reader, facts, known)
    guides = _read_guides(reader, known.scenarios, Vocabulary(catalogue, contacts))
    if catalogue is not None:
        asks = (ask for scenario in catalogue.scenarios.values() for ask in scenario.asks)
        facts.check_read({name for ask in asks for name in ask.when} | guides.subjects)
    levels = pages.read_levels(reader)
    timers = read_timers(reader)
    texts = pages.read_texts(reader, reference)
    letters = pages.read_letters(reader)
    danger = phrases.read_danger(reader)
    asked = phrases.read_asked(reader)
    self_harm = pages.read_self_harm(reader, contacts)
    before_posting = pages.read_before_posting(reader, known.scenarios)
    reader.files.check_unused(reader.errors)
    return Content(
        version=reader.files.version,
        catalogue=reader.need(catalogue),
        staff=guides.staff,
        leader=guides.leader,
        any_leader=reader.need(guides.any_leader),
        levels=reader.need(levels),
        timers=reader.need(timers),
        contacts=reader.need(contacts),
        links=reader.need(links),
        platforms=reader.need(platforms),
        texts=reader.need(texts),
        letters=letters,
        danger=reader.need(danger),
        asked=reader.need(asked),
        self_harm=reader.need(self_harm),
        before_posting=reader.need(before_posting),
        safety=reader.need(safety),
        unreachable=_unreachable(contacts, guides, self_harm),
        warnings=tuple(reader.warnings),
    )


class _AllGuides(NamedTuple):
    staff: Mapping[str, WrittenGuide]
    leader: Mapping[str, WrittenGuide]
    any_leader: WrittenGuide | None
    sends_to: Set[str]
    """Contacts that some words of a guide send people to."""

    @property
    def subjects(self) -> set[str]:
        """What the conditions of any guide are about; facts are among it."""
        guides = [*self.staff.values(), *self.leader.values()]
        items = (item for guide in guides for part in guide.sections.values() for item in part)
        conditions = (condition for item in items for condition in item.conditions)
        return {term.subject for condition in conditions for term in condition.terms}


def _read_guides(reader: ContentReader, scenarios: Sequence[str], known: Vocabulary) -> _AllGuides:
    guides = Guides(reader, known)
    found = known.catalogue.scenarios if known.catalogue else {}
    base = {name: found[name].base if name in found else Level.ADVICE for name in scenarios}
    staff = {name: guides.read(f"scenarios/{name}", "staff", base[name]) for name in scenarios}
    leader = {
        name: guides.read(f"scenarios/{name}", "leader", max(base[name], Level.STANDARD))
        for name in scenarios
    }
    any_leader = guides.read("shared", "leader", Level.STANDARD)
    guides.check_unused_blocks()
    return _AllGuides(
        {name: guide for name, guide in staff.items() if guide},
        {name: guide for name, guide in leader.items() if guide},
        any_leader,
        guides.sends_to,
    )


def _unreachable(
    contacts: Contacts | None, guides: _AllGuides, self_harm: SelfHarm | None
) -> tuple[str, ...]:
    """Contacts that an instruction needs and that have no confirmed number or address."""
    needed = {*pages.TURNED_TO, *guides.sends_to, *(self_harm.contacts if self_harm else ())}
    return tuple(
        key
        for key, contact in (contacts.items() if contacts else ())
        if key in needed and contact.value is None
    )
