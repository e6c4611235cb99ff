"""Checks loaded content against the safety rules: each violation with its place."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache

from bot.content.loading.errors import Location
from bot.content.loading.facts import FACTS_FILE
from bot.content.loading.model import Content
from bot.content.loading.safety.rules import FILE, DangerRule, EmergencyRule, SafetyRules
from bot.content.loading.safety.sentences import (
    Places,
    Sentence,
    chat_down,
    facts_of,
    prose,
    questions,
    urgent,
)
from bot.content.loading.texts import Contact
from bot.domain.scenario import DANGER, Level
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
    asked = list(questions(content, places))
    everything = [*asked, *prose(content, places)]
    for sentence in everything:
        _check_long_numbers(sentence)
    texts = {
        "questions": asked,
        "urgent": list(urgent(content, rules, places)),
        "chat-down": list(chat_down(content, places)),
        "everything": everything,
    }
    for name, never in rules.never.items():
        # Most sentences of guidance stand in many scenarios.
        said_in = cache(never.said_in)
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
    for location, fact in facts_of(content, places):
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
    for location, fact in facts_of(content, places):
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
