"""The sentences of the content, by where people read them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.content.loading.emails import FOLDER, NAMES, file_name
from bot.content.loading.errors import Location
from bot.content.loading.facts import DETAILS_FILE, FACTS_FILE
from bot.content.loading.guidance.conditions import LEVEL
from bot.content.loading.model import Case, Content, GuideItem, WrittenGuide
from bot.content.loading.safety.rules import SafetyRules
from bot.domain.scenario import Fact, Level

_TYPED = ("words.", "typed_as.")
"""Lists of what people type. Nobody reads them."""
_URGENT = Case(Level.URGENT, mail="on-its-way")


class Sentence(NamedTuple):
    """One text that people read, and its place."""

    location: Location
    text: str


class Places:
    """Places in content files, and the errors about them."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def file(self, name: str) -> Location:
        """The whole of a file."""
        return Location(name, self.errors)


def facts_of(content: Content, places: Places) -> Iterator[tuple[Location, Fact]]:
    """Every fact with its place."""
    for fact_id, fact in content.catalogue.facts.items():
        yield places.file(FACTS_FILE).at(fact_id), fact


def questions(content: Content, places: Places) -> Iterator[Sentence]:
    """What is asked of somebody who reports: facts, their choices, and the pages of details."""
    for location, fact in facts_of(content, places):
        yield from _sentences(location, [fact.text, fact.hint, fact.tick])
        yield from _sentences(location, [choice.text for choice in fact.choices])
    details = places.file(DETAILS_FILE)
    for page in content.catalogue.details.pages:
        yield from _sentences(details.at(page.id), [page.title, page.intro])


def prose(content: Content, places: Places) -> Iterator[Sentence]:
    """Everything else that people read."""
    for key in content.texts.placeholders:
        if not key.startswith(_TYPED):
            yield _text(content, key, places)
    for location, fact in facts_of(content, places):
        yield Sentence(location, fact.heading)
        yield from _sentences(location, [choice.said for choice in fact.choices])
        yield from _sentences(location, [choice.brief for choice in fact.choices])
        yield from _sentences(location, [choice.request for choice in fact.choices])
    for name, scenario in content.catalogue.scenarios.items():
        location = places.file(f"scenarios/{name}/scenario.toml").at("scenario")
        yield from _sentences(location, [scenario.title, scenario.menu_title, scenario.said])
    for name, guide in content.staff.items():
        yield from _guide(places.file(f"scenarios/{name}/staff.md"), guide)
    for name, guide in content.leader.items():
        yield from _guide(places.file(f"scenarios/{name}/leader.md"), guide)
    yield from _guide(places.file("shared/leader.md"), content.any_leader)
    for word, level in content.levels.items():
        location = places.file("levels.toml").at("level", word)
        yield from _sentences(location, [level.name, level.meaning])
    help_card = content.self_harm
    yield from _sentences(places.file("self_harm.toml"), [help_card.title, *help_card.text])
    posting = content.before_posting
    location = places.file("before_posting.toml")
    yield from _sentences(location, [posting.title, posting.lead, *posting.points])
    for key, contact in content.contacts.items():
        location = places.file("contacts.toml").at("contact", key)
        yield from _sentences(location, [contact.name, contact.for_whom, contact.hours])
    for name in NAMES:
        location = places.file(f"{FOLDER}/{file_name(name)}")
        yield from _sentences(location, content.letters.fixed_words(name))


def urgent(content: Content, rules: SafetyRules, places: Places) -> Iterator[Sentence]:
    """What may be said of a report that is urgent."""
    for word in ("urgent", "emergency"):
        location = places.file("levels.toml").at("level", word)
        yield Sentence(location, content.levels[word].meaning)
    for key in rules.urgent.said_in:
        if key in content.texts.placeholders:
            yield _text(content, key, places)
    for name in content.catalogue.scenarios:
        is_always = rules.at_least.get(name, Level.ADVICE).goes_at_once
        staff, leader = content.staff.get(name), content.leader.get(name)
        for audience, guide in (("staff", staff), ("leader", leader)):
            location = places.file(f"scenarios/{name}/{audience}.md")
            yield from _sentences(location, [guide.lead] if guide and is_always else [])
            for items in guide.sections.values() if guide else ():
                yield from _sentences(location, [it.text for it in items if _may_be_urgent(it)])


def chat_down(content: Content, places: Places) -> Iterator[Sentence]:
    """What is shown of a situation while no report can be taken."""
    for scenario in content.catalogue.scenarios.values():
        guide = content.guide_without_reports(scenario)
        location = places.file(f"scenarios/{scenario.id}/staff.md")
        yield from _sentences(location, [guide.lead])
        for texts in guide.sections.values():
            yield from _sentences(location, texts)
    for key in content.texts.placeholders:
        if key.startswith("outage."):
            yield _text(content, key, places)


def _may_be_urgent(item: GuideItem) -> bool:
    """Whether its conditions on level and mail allow that it is shown of an urgent report."""
    for condition in item.conditions:
        known = [term for term in condition.terms if term.subject in (LEVEL, "mail")]
        is_met = any(term.holds(_URGENT) for term in known)
        if is_met if condition.is_unless else len(known) == len(condition.terms) and not is_met:
            return False
    return True


def _text(content: Content, key: str, places: Places) -> Sentence:
    location = places.file("texts.toml").at(*key.split("."))
    return Sentence(location, content.texts.template(key))


def _guide(location: Location, guide: WrittenGuide) -> Iterator[Sentence]:
    yield Sentence(location, guide.lead)
    for items in guide.sections.values():
        yield from _sentences(location, [item.text for item in items])


def _sentences(location: Location, texts: Iterable[str | None]) -> Iterator[Sentence]:
    return (Sentence(location, text) for text in texts if text)
