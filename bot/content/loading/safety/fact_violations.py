"""Checks facts and situations against the safety rules: levels, danger, and who reads what."""

from collections.abc import Iterator, Mapping, Sequence

from bot.content.loading.errors import Location
from bot.content.loading.facts import FACTS_FILE
from bot.content.loading.model import Content
from bot.content.loading.safety.rules import FILE, DangerRule, SafetyRules
from bot.content.loading.safety.sentences import Places, facts_of
from bot.domain.scenario import DANGER, Choice, Fact, Flag, Level, Reader
from bot.domain.triage import YES

_NO = "no"
_LEADER = {Reader.CARD, Reader.DETAILS}
_ENTRIES = {Reader.NOGGIN, Reader.KOTAHI}


def check_facts(content: Content, rules: SafetyRules, places: Places) -> None:
    """Checks every rule about a fact or a situation."""
    _check_bases(content, rules, places)
    _check_floors(content, rules, places)
    _check_pushes(content, rules, places)
    _check_danger(content, rules.danger, places)
    _check_calm(content, rules, places)
    _check_typed(content, rules.danger, places)
    _check_readers(content, rules, places)


def _check_bases(content: Content, rules: SafetyRules, places: Places) -> None:
    catalogue = content.catalogue
    for name, scenario in catalogue.scenarios.items():
        location = _of(name, places).at("scenario")
        base = location.at("base")
        if scenario.base < (least := rules.at_least.get(name, Level.ADVICE)):
            base.error(f"must be at least {least.word} ({FILE}: at_least > {name})")
        if scenario.base is Level.EMERGENCY:
            base.error("emergency begins on the 111 screen only")
        flag = rules.situation_flags.get(name)
        if flag is not None and flag not in scenario.flags:
            location.at("flags").error(f'must have "{flag}" ({FILE}: situation_flags > {name})')
    order = [name for name in rules.order.first if name in catalogue.scenarios]
    if list(catalogue.jump_order[: len(order)]) != order:
        places.file("catalogue.toml").at("jump_order").error(
            f"must begin with {', '.join(order)} ({FILE}: order > first)"
        )


def _check_floors(content: Content, rules: SafetyRules, places: Places) -> None:
    for location, fact in facts_of(content, places):
        for number, choice in enumerate(fact.choices, 1):
            if choice.floor is Level.EMERGENCY:
                location.at("choices", number, "floor").error(
                    "emergency begins on the 111 screen only; use danger = true"
                )
    for fact_id in rules.every_report.ticks:
        if fact_id not in content.catalogue.pattern:
            places.file("catalogue.toml").at("pattern").error(
                f'"{fact_id}" must be on it ({FILE}: every_report > ticks)'
            )
    for fact_id, floors in rules.never_below.items():
        needed = rules.floor_with.get(fact_id, ())
        for choice_id, least in floors.items():
            for place, kept in _choice(content, fact_id, choice_id, places):
                rule = f"({FILE}: never_below > {fact_id})"
                if kept is None:
                    place.error(f"must be there, with at least {least.word} {rule}")
                else:
                    _check_floor(kept, place, least, needed, rule)


def _check_floor(
    choice: Choice, location: Location, least: Level, needed: Sequence[str], rule: str
) -> None:
    if (choice.floor or Level.ADVICE) < least:
        location.at("floor").error(f"must be at least {least.word} {rule}")
    if choice.floor_from is not Level.ADVICE:
        location.at("floor_from").error(f"the floor counts from every level {rule}")
    if choice.floor_with and not (needed and set(needed) <= set(choice.floor_with)):
        location.at("floor_with").error(f"the floor counts by itself {rule}")


def _check_pushes(content: Content, rules: SafetyRules, places: Places) -> None:
    for fact_id in rules.pushes_up.yes:
        for location, choice in _choice(content, fact_id, YES, places):
            if not (choice and choice.push):
                location.at("push").error(f"must be true ({FILE}: pushes_up > yes)")
    for fact_id, choices in rules.says_too.items():
        for choice_id, fills in choices.items():
            for location, choice in _choice(content, fact_id, choice_id, places):
                for name, filled in fills.items() if choice else ():
                    if choice and choice.fills.get(name) != filled:
                        location.at("fills").error(
                            f'must have {name} = "{filled}" ({FILE}: says_too > {fact_id})'
                        )
    for fact_id, flags in rules.flags.items():
        for choice_id, flag in flags.items():
            for location, choice in _choice(content, fact_id, choice_id, places):
                if not (choice and flag in choice.flags):
                    location.at("flags").error(f'must have "{flag}" ({FILE}: flags > {fact_id})')


def _check_danger(content: Content, rule: DangerRule, places: Places) -> None:
    asked = {DANGER, *(ask.fact for it in content.catalogue.scenarios.values() for ask in it.asks)}
    for fact_id in dict.fromkeys((*rule.facts, *rule.clear_no)):
        if content.catalogue.fact(fact_id) is None or fact_id not in asked:
            places.file(FILE).at("danger").error(
                f'the fact "{fact_id}" must be asked on a card of its own, and is not'
            )
    for scenario_id, fact_ids in rule.asked_by.items():
        scenario = content.catalogue.scenarios.get(scenario_id)
        for fact_id in fact_ids:
            if scenario and all(ask.fact != fact_id or ask.when for ask in scenario.asks):
                _of(scenario_id, places).at("asks").error(
                    f'must have "{fact_id}", without a condition ({FILE}: danger > asked_by)'
                )
    for location, fact in facts_of(content, places):
        if fact.id in rule.facts and not fact.asks_of_danger:
            location.error(f"a choice must have danger = true ({FILE}: danger > facts)")
        if fact.id in rule.clear_no:
            if not content.catalogue.asks_for_a_clear_no(fact):
                location.at("not_sure").error(
                    f"must name a choice that means danger or a threat ({FILE}: danger > clear_no)"
                )
            _check_clear_no(content, fact, location)


def _check_clear_no(content: Content, fact: Fact, location: Location) -> None:
    """Checks that "no" is the one calm choice, and that its words and those of the others fit."""
    for number, choice in enumerate(fact.choices, 1):
        there = location.at("choices", number)
        is_calm = not content.catalogue.is_grave(choice)
        if is_calm is not (choice.id == _NO):
            words = "is calm" if is_calm else 'means danger, so it is no "no"'
            there.error(f'{words}; only "{_NO}" is calm ({FILE}: danger > clear_no)')
        elif content.is_command(choice.text, "yes" if is_calm else "no"):
            there.at("text").error(f"says the opposite ({FILE}: danger > clear_no)")


def _check_calm(content: Content, rules: SafetyRules, places: Places) -> None:
    """Checks that nothing but a person's own answer makes a report less urgent."""
    raised: Mapping[str, Mapping[str, Level]] = rules.never_below
    kept = {*rules.danger.facts, *rules.danger.clear_no, *raised, *rules.pushes_up.yes}
    for location, fact in facts_of(content, places):
        for number, choice in enumerate(fact.choices, 1):
            for name, filled in choice.fills.items():
                if name in kept and filled not in (*raised.get(name, ()), YES):
                    location.at("choices", number, "fills", name).error(_BY_A_PERSON)
    for scenario_id, scenario in content.catalogue.scenarios.items():
        for name, ticks in scenario.facts.items():
            if name in kept and not {*ticks} <= {*raised.get(name, ()), YES}:
                _of(scenario_id, places).at("scenario", "facts", name).error(_BY_A_PERSON)


_BY_A_PERSON = f"only a person says that this is not so ({FILE}: danger, never_below)"


def _check_typed(content: Content, rule: DangerRule, places: Places) -> None:
    words = places.file("texts.toml").at("words")
    for text in rule.no_clear_no:
        if content.yes_and_no.is_no(text):
            words.at("no").error(f'"{text}" is no clear no ({FILE}: danger > no_clear_no)')
    for text in rule.unsafe:
        if content.is_command(text, "safe"):
            words.at("safe").error(
                f'"{text}" does not say that everyone is safe ({FILE}: danger > unsafe)'
            )


def _check_readers(content: Content, rules: SafetyRules, places: Places) -> None:
    readers = rules.readers
    for location, fact in facts_of(content, places):
        there = location.at("readers")
        for names, barred, rule in (
            (readers.never_the_leader, _LEADER, "never_the_leader"),
            (readers.never_an_entry, _ENTRIES, "never_an_entry"),
        ):
            for reader in fact.readers if fact.id in names else ():
                if reader in barred:
                    there.error(f'"{reader}" must not be among them ({FILE}: readers > {rule})')
        may_know = fact.leader_if_allowed or not _LEADER & set(fact.readers)
        if fact.id in readers.only_with_a_yes and not may_know:
            location.at("leader_if_allowed").error(
                f"must be true ({FILE}: readers > only_with_a_yes)"
            )
        if fact.id in rules.never_below and Reader.EMAIL not in fact.readers:
            there.error(f'must have "{Reader.EMAIL}": it is why the report is urgent ({FILE})')
        if fact.id in readers.never_of_what_is_not_copied and Flag.NO_COPIES not in fact.not_with:
            location.at("not_with").error(
                f'must have "{Flag.NO_COPIES}" ({FILE}: readers > never_of_what_is_not_copied)'
            )


def _choice(
    content: Content, fact_id: str, choice_id: str, places: Places
) -> Iterator[tuple[Location, Choice | None]]:
    """A choice with its place; nothing where the content has no such fact."""
    if fact := content.catalogue.fact(fact_id):
        yield places.file(FACTS_FILE).at(fact_id, choice_id), fact.choice(choice_id)


def _of(scenario_id: str, places: Places) -> Location:
    return places.file(f"scenarios/{scenario_id}/scenario.toml")
