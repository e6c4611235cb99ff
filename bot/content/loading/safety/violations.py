"""Checks loaded content against the safety rules: each violation with its place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from bot.content.loading.errors import Location
from bot.content.loading.facts import DETAILS_FILE, FACTS_FILE
from bot.content.loading.guidance.conditions import LEVEL
from bot.content.loading.model import Case, Content, GuideItem, WrittenGuide
from bot.content.loading.safety.rules import FILE, DangerRule, EmergencyRule, SafetyRules
from bot.content.loading.texts import Contact
from bot.domain.scenario import DANGER, Fact, Level
from bot.domain.timers import Span, WorkingDays

_SHORTEST_WORKING_DAY = timedelta(days=1)
"""What a working day is at least by the clock, from a time of day to the same on the next."""
_NUMBER = re.compile(r"\+?\d[\w/-]*(?: +\+?\d[\w/-]*)*")
_NEW_ZEALAND = re.compile(
    r"\d{2,4}"  # 111, 105, and short codes for texts
    r"|0800\d{6,7}|0508\d{6}"  # free phone
    r"|0[34679]\d{7}|02\d{7,9}"  # landline, mobile
    r"|\+64[2-9]\d{7,9}"
)
"""Telephone numbers of New Zealand, without spaces."""
_LONG_IN_PROSE = re.compile(r"(?<![\w/.-])0(?:800|508)[\w ]*\d")


class Places:
    """Places in content files, and the errors about them."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def file(self, name: str) -> Location:
        """The whole of a file."""
        return Location(name, self.errors)


class Sentence(NamedTuple):
    """One text that people read, and its place."""

    location: Location
    text: str


def broken_rules(content: Content) -> Sequence[str]:
    """Where the content breaks a safety rule; each names file, place and rule."""
    rules, places = content.safety, Places()
    _check_emergency(content, rules.emergency, places)
    _check_levels(content, rules, places)
    _check_floors(content, rules, places)
    _check_danger(content, rules.danger, places)
    _check_deadlines(content, rules, places)
    for key, contact in content.contacts.items():
        _check_number(contact, places.file("contacts.toml").at("contact", key, "number"))
    questions = list(_questions(content, places))
    everything = [*questions, *_prose(content, places)]
    for sentence in everything:
        _check_long_numbers(sentence)
    texts = {
        "questions": questions,
        "urgent": list(_urgent(content, rules, places)),
        "chat-down": list(_chat_down(content, places)),
        "everything": everything,
    }
    for name, never in rules.never.items():
        # Most sentences of guidance stand in many scenarios.
        said_in = cache(lambda text, never=never: tuple(never.found_in(text)))
        for sentence in texts[never.where]:
            for said in said_in(sentence.text):
                sentence.location.error(f'"{said}" is not said: {never.reason} ({FILE}: {name})')
    for name, beside in rules.beside.items():
        is_broken = cache(beside.is_broken_by)
        for sentence in everything:
            if is_broken(sentence.text):
                sentence.location.error(f"{beside.reason} ({FILE}: beside > {name})")
    return places.errors


def _check_emergency(content: Content, rule: EmergencyRule, places: Places) -> None:
    location = places.file("contacts.toml").at("contact", rule.contact)
    if rule.contact not in content.contacts:
        location.missing()
    elif content.contacts.value(rule.contact) != rule.number:
        location.error(
            f"the number must be {rule.number}, and confirmed ({FILE}: emergency > number)"
        )
    for key in rule.said_in:
        if key not in content.texts.placeholders:
            continue  # the loader refuses a missing text by itself
        numbers = re.findall(r"\d+", content.texts.template(key))
        if numbers[:1] != [rule.number]:
            places.file("texts.toml").at(*key.split(".")).error(
                f"must name {rule.number} before any other number ({FILE}: emergency > said_in)"
            )


def _check_levels(content: Content, rules: SafetyRules, places: Places) -> None:
    for name, scenario in content.catalogue.scenarios.items():
        location = places.file(f"scenarios/{name}/scenario.toml").at("scenario", "base")
        if scenario.base < (least := rules.at_least.get(name, Level.ADVICE)):
            location.error(f"must be at least {least.word} ({FILE}: at_least > {name})")
        if scenario.base is Level.EMERGENCY:
            location.error("emergency begins on the 111 screen only")
    for location, fact in _facts(content, places):
        for number, choice in enumerate(fact.choices, 1):
            if choice.floor is Level.EMERGENCY:
                location.at("choices", number, "floor").error(
                    "emergency begins on the 111 screen only; use danger = true"
                )


def _check_floors(content: Content, rules: SafetyRules, places: Places) -> None:
    for fact_id in rules.every_report.ticks:
        if fact_id not in content.catalogue.pattern:
            places.file("catalogue.toml").at("pattern").error(
                f'"{fact_id}" must be on it ({FILE}: every_report > ticks)'
            )
    for fact_id, floors in rules.never_below.items():
        fact, location = content.catalogue.fact(fact_id), places.file(FACTS_FILE).at(fact_id)
        for choice_id, least in floors.items() if fact else ():
            choice = fact.choice(choice_id) if fact else None
            rule = f"({FILE}: never_below > {fact_id})"
            if choice is None:
                location.at(choice_id).error(f"must be there, with at least {least.word} {rule}")
            elif (choice.floor or Level.ADVICE) < least:
                location.at(choice_id, "floor").error(f"must be at least {least.word} {rule}")


def _check_danger(content: Content, rule: DangerRule, places: Places) -> None:
    asked = {DANGER, *(ask.fact for it in content.catalogue.scenarios.values() for ask in it.asks)}
    for fact_id in dict.fromkeys((*rule.facts, *rule.clear_no)):
        if content.catalogue.fact(fact_id) is None or fact_id not in asked:
            places.file(FILE).at("danger").error(
                f'the fact "{fact_id}" must be asked on a card of its own, and is not'
            )
    for scenario_id, fact_id in rule.asked_by.items():
        scenario = content.catalogue.scenarios.get(scenario_id)
        if scenario and all(ask.fact != fact_id or ask.when for ask in scenario.asks):
            places.file(f"scenarios/{scenario_id}/scenario.toml").at("asks").error(
                f'must have "{fact_id}", without a condition ({FILE}: danger > asked_by)'
            )
    for location, fact in _facts(content, places):
        if fact.id in rule.facts and not fact.asks_of_danger:
            location.error(f"a choice must have danger = true ({FILE}: danger > facts)")
        if fact.id in rule.clear_no and not content.catalogue.asks_for_a_clear_no(fact):
            location.at("not_sure").error(
                f"must name a choice that means danger or a threat ({FILE}: danger > clear_no)"
            )


def _check_deadlines(content: Content, rules: SafetyRules, places: Places) -> None:
    set_to = content.timers.leader
    durations: Mapping[str, Span] = {
        "high": set_to.high,
        "standard": set_to.standard,
        "deputy_after": set_to.deputy_after,
    }
    for name, longest in rules.longest.items():
        if not _fits(durations[name], longest):
            places.file("timers.toml").at("leader", name).error(
                f"must be {_in_words(longest)} or shorter ({FILE}: longest > {name})"
            )


def _fits(span: Span, longest: Span) -> bool:
    """Whether it is never longer, on any day. In doubt it is not."""
    if isinstance(span, WorkingDays):
        return isinstance(longest, WorkingDays) and span.days <= longest.days
    if isinstance(longest, WorkingDays):
        return span <= longest.days * _SHORTEST_WORKING_DAY
    return span <= longest


def _in_words(span: Span) -> str:
    if isinstance(span, WorkingDays):
        return f"{span.days} working day{'s' if span.days > 1 else ''}"
    minutes = round(span.total_seconds() / 60)
    number, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{number} {unit}{'s' if number > 1 else ''}"


def _check_number(contact: Contact, location: Location) -> None:
    for found in _NUMBER.findall(contact.number or ""):
        if not _NEW_ZEALAND.fullmatch(re.sub(r"[ -]", "", found)):
            location.error(f'"{found.strip()}" is no telephone number in New Zealand')


def _check_long_numbers(sentence: Sentence) -> None:
    for found in _LONG_IN_PROSE.findall(sentence.text):
        if not _NEW_ZEALAND.fullmatch(found.replace(" ", "")):
            sentence.location.error(f'"{found}" is no telephone number in New Zealand')


def _facts(content: Content, places: Places) -> Iterator[tuple[Location, Fact]]:
    """Every fact with its place."""
    for fact_id, fact in content.catalogue.facts.items():
        yield places.file(FACTS_FILE).at(fact_id), fact


def _questions(content: Content, places: Places) -> Iterator[Sentence]:
    """What is asked of somebody who reports: facts, their choices, and the pages of details."""
    for location, fact in _facts(content, places):
        yield from _sentences(location, [fact.text, fact.hint, fact.tick])
        yield from _sentences(location, [choice.text for choice in fact.choices])
    details = places.file(DETAILS_FILE)
    for page in content.catalogue.details.pages:
        yield from _sentences(details.at(page.id), [page.title, page.intro])


def _prose(content: Content, places: Places) -> Iterator[Sentence]:
    """Everything else that people read, but for letters, which are templates."""
    for key in content.texts.placeholders:
        location = places.file("texts.toml").at(*key.split("."))
        yield Sentence(location, content.texts.template(key))
    for location, fact in _facts(content, places):
        yield Sentence(location, fact.heading)
        yield from _sentences(location, [choice.said for choice in fact.choices])
        yield from _sentences(location, [choice.brief for choice in fact.choices])
        yield from _sentences(location, [choice.request for choice in fact.choices])
    for name, guide in content.staff.items():
        yield from _guide(places.file(f"scenarios/{name}/staff.md"), guide)
    for name, guide in content.leader.items():
        yield from _guide(places.file(f"scenarios/{name}/leader.md"), guide)
    yield from _guide(places.file("shared/leader.md"), content.any_leader)
    for word, level in content.levels.items():
        yield Sentence(places.file("levels.toml").at("level", word), level.meaning)
    yield from _sentences(places.file("self_harm.toml"), content.self_harm.text)
    yield from _sentences(places.file("before_posting.toml"), content.before_posting.points)


def _urgent(content: Content, rules: SafetyRules, places: Places) -> Iterator[Sentence]:
    """What may be said of a report that is urgent."""
    texts = places.file("texts.toml")
    for word in ("urgent", "emergency"):
        yield Sentence(places.file("levels.toml").at("level", word), content.levels[word].meaning)
        key = f"guidance.level_{word}"
        if key in content.texts.placeholders:
            yield Sentence(texts.at(*key.split(".")), content.texts.template(key))
    for name, guide in content.staff.items():
        is_always = rules.at_least.get(name, Level.ADVICE).goes_at_once
        location = places.file(f"scenarios/{name}/staff.md")
        yield from _sentences(location, [guide.lead] if is_always else [])
        for items in guide.sections.values():
            yield from _sentences(location, [it.text for it in items if _may_be_urgent(it)])


def _chat_down(content: Content, places: Places) -> Iterator[Sentence]:
    """What is shown of a situation while no report can be taken."""
    for scenario in content.catalogue.scenarios.values():
        guide = content.guide_without_reports(scenario)
        location = places.file(f"scenarios/{scenario.id}/staff.md")
        yield from _sentences(location, [guide.lead])
        for texts in guide.sections.values():
            yield from _sentences(location, texts)
    for key in content.texts.placeholders:
        if key.startswith("outage."):
            location = places.file("texts.toml").at(*key.split("."))
            yield Sentence(location, content.texts.template(key))


_URGENT = Case(Level.URGENT)


def _may_be_urgent(item: GuideItem) -> bool:
    """Whether its level conditions allow that it is shown of an urgent report."""
    for condition in item.conditions:
        levels = [term for term in condition.terms if term.subject == LEVEL]
        is_met = any(term.holds(_URGENT) for term in levels)
        if is_met if condition.is_unless else len(levels) == len(condition.terms) and not is_met:
            return False
    return True


def _guide(location: Location, guide: WrittenGuide) -> Iterator[Sentence]:
    yield Sentence(location, guide.lead)
    for items in guide.sections.values():
        yield from _sentences(location, [item.text for item in items])


def _sentences(location: Location, texts: Iterable[str | None]) -> Iterator[Sentence]:
    return (Sentence(location, text) for text in texts if text)
