"""All guidance that a person can be shown. `python -m tests.guidance` writes it to a file to read.

Which facts matter for a guide is read off its conditions. Facts that always stand beside each other
in them take turns; all others are combined. Level, flags and leading situation come from triage, so
what nobody can reach is not there.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from bot.content import Case, Guide, fit
from bot.content.loading.model import MailIs, WrittenGuide
from bot.domain.draft import NOT_SURE, TellWhom, Ticks
from bot.domain.scenario import Flag, Level
from bot.domain.triage import Assessment, assess
from bot.services.wording import plain
from tests.builders import a_draft, shipped

FILE = Path("build/guidance.txt")
STEPS = ("First", "Do this")
LEADERS: Mapping[str, TellWhom | None] = {
    "their leader is told": None,
    "another leader is told": TellWhom(kind="other-leader"),
    "Security only": TellWhom(kind="security-only"),
    "nobody is told yet": TellWhom(kind="no-one-yet"),
}
_DANGER = "danger"
_RAISED: Sequence[tuple[str, dict[str, Ticks]]] = (
    ("", {}),
    ("hate", {"hate": ("yes",)}),
    ("not sure of danger, safe now", {_DANGER: (NOT_SURE,)}),
    ("danger, safe now", {_DANGER: ("yes",)}),
)
"""Ways to every level above that of the situation, by facts that change nothing else."""
MAILS: Sequence[MailIs] = ("waits", "on-its-way", "sent")
_NOT_FACTS = ("level", "flag", "leader", "mail", "chat")

Facts = Mapping[str, Ticks]


@dataclass(frozen=True)
class ShownGuide:
    """Guidance as one person is shown it."""

    scenario: str
    said: str
    """What was told, in the names of the facts; the shortest of all that lead here."""
    level: Level
    facts: list[Facts]
    """Everything that was known, of all that lead here."""
    leader: str
    about_level: str
    guide: Guide

    @property
    def steps(self) -> tuple[str, ...]:
        """The sentences that are never folded away, from top to bottom."""
        sections = [self.guide.sections.get(name, ()) for name in STEPS]
        return (
            self.about_level,
            self.guide.lead,
            *(s for it in sections for s in it),
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything, folded or not."""
        rest = [it for name, it in self.guide.sections.items() if name not in STEPS]
        return (*self.steps, *(sentence for items in rest for sentence in items))

    def says(self, fact: str, *choices: str) -> bool:
        """Whether one of these may have been told; `yes` without a choice."""
        wanted = set(choices or ("yes",))
        return any(wanted & set(facts.get(fact, ())) for facts in self.facts)


@cache
def all_for_staff() -> tuple[ShownGuide, ...]:
    """What each situation, each level and each combination of facts shows to staff."""
    return tuple(
        shown for scenario in shipped().catalogue.scenarios for shown in _for_staff(scenario)
    )


def _for_staff(scenario: str) -> Iterator[ShownGuide]:
    content = shipped()
    seen: dict[tuple[object, ...], ShownGuide] = {}
    for facts, (raised, more) in product(_combined(content.staff[scenario]), _RAISED):
        found = _assessed(scenario, {**facts, **more})
        if found.leading != scenario:
            continue
        for leader, tell_whom in LEADERS.items():
            guide = content.staff_guide(found, tell_whom)
            about_level = guide.about_level or _about_level(found)
            said = ", ".join(filter(None, (_in_words(facts), raised)))
            key = (found.level, leader, about_level, guide)
            if key not in seen:
                seen[key] = ShownGuide(scenario, said, found.level, [], leader, about_level, guide)
            seen[key].facts.append(found.facts)
    yield from seen.values()


def _assessed(scenario: str, facts: Facts) -> Assessment:
    danger = {} if facts.get(_DANGER, ("no",)) == ("no",) else {_DANGER: "safe"}
    draft = a_draft(scenario, answers=dict(facts), after_danger=danger)
    return assess(shipped().catalogue, draft)


def _about_level(found: Assessment) -> str:
    is_offered = found.level is Level.ADVICE and found.offers_report
    return shipped().texts("guidance.offer" if is_offered else f"guidance.level_{found.level.word}")


@dataclass(frozen=True)
class ShownToLeader:
    """Guidance as a people leader is shown it."""

    scenario: str
    case: Case
    """The first of all that lead here."""
    facts: list[Facts]
    guide: Guide

    def says(self, fact: str) -> bool:
        """Whether this may have been told."""
        return any(facts.get(fact) == ("yes",) for facts in self.facts)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it."""
        return (self.guide.lead, *(s for items in self.guide.sections.values() for s in items))


@cache
def all_for_leaders() -> tuple[ShownToLeader, ...]:
    """What each situation, level, state of the email and combination of facts shows to leaders."""
    return tuple(
        shown for scenario in shipped().catalogue.scenarios for shown in _for_leaders(scenario)
    )


def _for_leaders(scenario: str) -> Iterator[ShownToLeader]:
    content, seen = shipped(), dict[tuple[object, ...], ShownToLeader]()
    written = content.leader[scenario]
    for facts, level, mail in product(_combined(written), list(Level)[1:], MAILS):
        found = _assessed(scenario, facts)
        if (
            found.leading != scenario
            or level < found.level
            or (mail == "waits" and level.goes_at_once)
        ):
            continue
        for flags in (found.flags, (*found.flags, Flag.CUSTOMER)):
            case = Case(level, flags, facts, mail=mail)
            guide = fit(written, case)
            key = (level, mail, guide)
            seen.setdefault(key, ShownToLeader(scenario, case, [], guide)).facts.append(facts)
    yield from seen.values()


def _combined(guide: WrittenGuide) -> Iterator[Facts]:
    """Every combination of the facts that the guide's conditions name."""
    ways = [_one_of(group) for group in _groups(guide)]
    for chosen in product(*ways):
        yield {name: ticks for facts in chosen for name, ticks in facts.items()}


def _groups(guide: WrittenGuide) -> Sequence[Mapping[str, set[str]]]:
    """The facts that conditions name, with the choices named, as groups of interchangeable ones."""
    choices: dict[str, set[str]] = {}
    places: dict[str, list[int]] = {}
    items = [item for section in guide.sections.values() for item in section]
    conditions = list(dict.fromkeys(it for item in items for it in item.conditions))
    for number, condition in enumerate(conditions):
        for term in condition.terms:
            if term.subject in _NOT_FACTS:
                named = "customer" if term.values == (Flag.CUSTOMER.value,) else ""
                values: tuple[str, ...] = ("yes",)
            else:
                named, values = term.subject, term.values
            if named:
                choices.setdefault(named, set()).update(values)
                places.setdefault(named, []).append(number)
    groups: dict[tuple[int, ...], dict[str, set[str]]] = {}
    for name, numbers in places.items():
        groups.setdefault(tuple(numbers), {})[name] = choices[name]
    return list(groups.values())


def _one_of(group: Mapping[str, set[str]]) -> Sequence[Facts]:
    """Nothing told, or one choice of one fact of the group."""
    ways: list[Facts] = [{}]
    for name, named in group.items():
        fact = shipped().catalogue.facts[name]
        others = [choice.id for choice in fact.choices if choice.id not in named]
        is_yes_or_no = {choice.id for choice in fact.choices} == {"yes", "no"}
        ways += [{name: (choice,)} for choice in sorted(named)]
        ways += [{name: (choice,)} for choice in others[:1] if not is_yes_or_no]
    return ways


def _in_words(facts: Facts) -> str:
    return ", ".join(
        name if ticks == ("yes",) else f"{name} {' '.join(ticks)}" for name, ticks in facts.items()
    )


def written() -> Iterator[str]:
    """All combinations of lead and steps, each once, as lines to read."""
    seen: set[tuple[str, ...]] = set()
    for shown in all_for_staff():
        if shown.steps not in seen:
            seen.add(shown.steps)
            said = shown.said or "nothing more"
            yield f"== {shown.scenario}, {shown.level.word}: {said}; {shown.leader}"
            yield f"   {shown.about_level}"
            yield f"   {plain(shown.guide.lead)}"
            for name in STEPS:
                if items := shown.guide.sections.get(name):
                    yield f"   {name}"
                    yield from (f"   {number}. {plain(it)}" for number, it in enumerate(items, 1))
            yield ""
    for told in all_for_leaders():
        facts = _in_words(told.case.facts) or "nothing more"
        yield f"== leader, {told.scenario}, {told.case.level.word}, email {told.case.mail}: {facts}"
        yield f"   {told.guide.lead}"
        items = told.guide.sections["Do this"]
        yield from (f"   {number}. {plain(it)}" for number, it in enumerate(items, 1))
        yield ""


def write(file: Path) -> int:
    """Writes the file; how many combinations it has."""
    lines = list(written())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines), encoding="utf-8")
    return sum(line.startswith("== ") for line in lines)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--to", type=Path, default=FILE, help="the file to write")
    to = arguments.parse_args().to
    print(f"{write(to)} combinations in {to}")
