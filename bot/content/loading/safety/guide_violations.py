"""Checks what guidance must say: 111 first, a safety plan, no copies, and support."""

from collections.abc import Mapping, Sequence

from bot.content.loading.emails import FOLDER, file_name
from bot.content.loading.errors import Location
from bot.content.loading.model import Case, Content, WrittenGuide, fit
from bot.content.loading.safety.rules import FILE, SafetyRules
from bot.content.loading.safety.sentences import Places
from bot.domain.scenario import Flag, Level, Scenario
from bot.domain.triage import YES

_FIRST, _STEPS, _SUPPORT = "First", "Do this", "Support"
_LETTERS_TO_LEADERS = ("leader.txt", "leader.html")


def check_guides(content: Content, rules: SafetyRules, places: Places) -> None:
    """Checks every guide, as people in several cases see it."""
    for scenario in content.catalogue.scenarios.values():
        _check_staff(content, rules, scenario, places)
        _check_leader(content, rules, scenario, places)
    _check_support(content, rules, content.any_leader, places.file("shared/leader.md"))
    for name in _LETTERS_TO_LEADERS:
        for part in ("letter.emergency", f"letter.{rules.steps.support}"):
            if part not in content.letters.filled_in(name):
                places.file(f"{FOLDER}/{file_name(name)}").error(
                    f'must have "{part}" ({FILE}: steps > support)'
                )


def _check_staff(content: Content, rules: SafetyRules, scenario: Scenario, places: Places) -> None:
    steps, number = rules.steps, rules.emergency.number
    guide = content.staff[scenario.id]
    location = places.file(f"scenarios/{scenario.id}/staff.md")
    _check_support(content, rules, guide, location)
    if scenario.id in steps.first_names_111_for_staff:
        _check_first_step(scenario, guide, rules, location, "first_names_111_for_staff")
    for fact_id in steps.unsafe:
        case = _case(scenario, {fact_id: (YES,)}, Level.URGENT)
        if number not in _words(guide, case, _FIRST):
            location.at(_FIRST).error(
                f'must name {number} where "{fact_id}" is said ({FILE}: steps > unsafe)'
            )
    case = _case(scenario, {steps.plan.fact: (YES,)}, flags=(Flag.SAFETY_PLAN,))
    for key in steps.plan.lines:
        value = content.contacts.value(key) if key in content.contacts else None
        if not value or value not in _words(guide, case, _FIRST):
            location.at(_FIRST).error(
                f'must name {{contact.{key}}} where "{steps.plan.fact}" is said '
                f"({FILE}: steps > plan)"
            )
    if Flag.NO_COPIES in scenario.flags:
        said = _words(guide, _case(scenario), _FIRST).casefold()
        if not any(words in said for words in steps.no_copies):
            location.at(_FIRST).error(
                f"must say {' or '.join(steps.no_copies)} ({FILE}: steps > no_copies)"
            )


def _check_leader(content: Content, rules: SafetyRules, scenario: Scenario, places: Places) -> None:
    guide = content.leader[scenario.id]
    location = places.file(f"scenarios/{scenario.id}/leader.md")
    _check_support(content, rules, guide, location)
    if scenario.id in rules.steps.first_names_111_for_leader:
        _check_first_step(scenario, guide, rules, location, "first_names_111_for_leader")


def _check_first_step(
    scenario: Scenario, guide: WrittenGuide, rules: SafetyRules, location: Location, rule: str
) -> None:
    """Checks the first step that is shown, whatever the level and whether somebody is unsafe."""
    number = rules.emergency.number
    cases = [_case(scenario), _case(scenario, level=Level.URGENT)]
    cases += [_case(scenario, {it: (YES,)}, Level.URGENT) for it in rules.steps.unsafe]
    for case in cases:
        shown = fit(guide, case).sections
        first = next(iter([*shown.get(_FIRST, ()), *shown.get(_STEPS, ())]), "")
        if number not in first:
            location.at(_STEPS).error(f"the first step must name {number} ({FILE}: steps > {rule})")
            return


def _check_support(
    content: Content, rules: SafetyRules, guide: WrittenGuide, location: Location
) -> None:
    key = rules.steps.support
    value = content.contacts.value(key) if key in content.contacts else None
    if not value or value not in _words(guide, Case(Level.STANDARD), _SUPPORT):
        location.at(_SUPPORT).error(f"must name {{contact.{key}}} ({FILE}: steps > support)")


def _words(guide: WrittenGuide, case: Case, section: str) -> str:
    return " ".join(fit(guide, case).sections.get(section, ()))


def _case(
    scenario: Scenario,
    facts: Mapping[str, tuple[str, ...]] | None = None,
    level: Level | None = None,
    flags: Sequence[Flag] = (),
) -> Case:
    return Case(
        max(scenario.base, level or scenario.base), {*scenario.flags, *flags}, facts or {}, "told"
    )
