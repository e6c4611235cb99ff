"""Checks loaded content against the safety rules: each violation with its place."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from bot.content.loading.model import Content
from bot.content.loading.safety.fact_violations import check_facts
from bot.content.loading.safety.guide_violations import check_guides
from bot.content.loading.safety.numbers import check_contacts, check_numbers_in
from bot.content.loading.safety.rules import FILE, EmergencyRule, SafetyRules
from bot.content.loading.safety.sentences import Places, chat_down, prose, questions, urgent
from bot.domain.timers import Span, WorkingDays

_SHORTEST_WORKING_DAY = timedelta(days=1)
"""What a working day is at least by the clock, from a time of day to the same on the next."""


def broken_rules(content: Content) -> Sequence[str]:
    """Where the content breaks a safety rule; each names file, place and rule."""
    rules, places = content.safety, Places()
    _check_emergency(content, rules.emergency, places)
    _check_must_say(content, rules, places)
    _check_crisis(content, rules, places)
    check_facts(content, rules, places)
    check_guides(content, rules, places)
    _check_deadlines(content, rules, places)
    check_contacts(content, rules, places)
    asked = list(questions(content, places))
    everything = [*asked, *prose(content, places)]
    check_numbers_in(everything, content)
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
                sentence.location.error(
                    f'"{said}" is not to be said: {never.reason} ({FILE}: {name})'
                )
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


def _check_must_say(content: Content, rules: SafetyRules, places: Places) -> None:
    for key, words in rules.must_say.items():
        if key in content.texts.placeholders:
            said = content.texts.template(key).casefold()
            if not any(word in said for word in words):
                places.file("texts.toml").at(*key.split(".")).error(
                    f"must say {' or '.join(words)} ({FILE}: must_say)"
                )


def _check_crisis(content: Content, rules: SafetyRules, places: Places) -> None:
    card, location = content.self_harm, places.file("self_harm.toml")
    for key in rules.crisis.contacts:
        if key not in card.contacts or content.contacts.value(key) is None:
            location.at("contacts").error(
                f'must have "{key}", with a confirmed number ({FILE}: crisis > contacts)'
            )
    if not any(rules.emergency.number in text for text in card.text):
        location.at("text").error(f"must name {rules.emergency.number} ({FILE}: crisis)")


def _check_deadlines(content: Content, rules: SafetyRules, places: Places) -> None:
    timers = places.file("timers.toml")
    for table, spans in rules.longest.items():
        for name, longest in spans.items():
            if not _fits(getattr(getattr(content.timers, table), name), longest):
                timers.at(table, name).error(
                    f"must be {_in_words(longest)} or shorter ({FILE}: longest > {name})"
                )
    least = rules.working_week.days
    if len(content.timers.working_hours.days) < least:
        timers.at("working_hours", "days").error(
            f"must be {least} or more, or a working day is a long wait ({FILE}: working_week)"
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
