"""Reads what release 1.1.0 stored as facts: a draft by question and form field, and a report."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Literal

from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.report import Report, ToldFacts
from bot.domain.scenario import Catalogue, Fact, Level

_FACT_OF = {
    "private-details": "private_details",
    "illegal-or-intimate": "illegal_or_intimate",
    "offensive-what": "nature",
    "offensive-who": "names",
    "offensive-spreading": "spreading",
    "identifying-kinds": "shows",
    "identifying-call": "call_to_act",
    "identifying-place": "place_24h",
    "identifying-records": "from_records",
    "threat-soon": "soon",
    "threat-how": "threat_how",
    "threat-said": "threat_said",
    "threat-visit": "visit_soon",
    "takeover-which": "account",
    "takeover-data": "work_data_inside",
    "takeover-reused": "password_reused",
    "takeover-ex": "family_violence",
    "takeover-still-in": "still_in",
    "illegal-kind": "illegal_kind",
    "illegal-child-danger": "child_danger",
    "illegal-where": "illegal_where",
    "illegal-known": "known_people",
    "illegal-copy": "copy_exists",
    "impersonation-who": "copied",
    "impersonation-sexual": "illegal_or_intimate",
    "impersonation-customers": "fake_reaches_customers",
    "impersonation-money": "wants_money_or_data",
    "impersonation-lost": "account_lost",
    "colleague-role": "role",
    "colleague-knows": "agrees",
    "groups-why": "group_reason",
    "groups-already-in": "in_group",
    "groups-harm": "group_harm",
    "post-aimed": "aimed_at_me",
    "post-who": "asked_by",
    "post-as": "speaks_as",
    "post-already": "posted_already",
    "support-what": "would_help",
    "support-which": "closest",
}
"""Questions whose choices have kept their ids, and the fact that each asked for."""

_PATTERN = {
    "several-posters": "several_posters",
    "repeated": "repeated",
    "known-customer": "known_customer",
    "ex-partner": "family_violence",
    "hate": "hate",
    "feels-unsafe": "feels_unsafe",
    "followed": "followed",
    "knows-where": "knows_where",
}
_EITHER_OF_TWO = "several-posters"
"""A tick that said "several people are posting, or it calls on others to act"."""
_SECOND_OF_TWO = "call_to_act"
_PATTERN_FACTS = (*_PATTERN.values(), _SECOND_OF_TWO)

_READINGS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "targeted-me": {"yes": {"names": "me"}, "no": {}, NOT_SURE: {"names": NOT_SURE}},
    "targeted-often": {
        "once": {"repeated": "no"},
        "several": {"repeated": "yes"},
        NOT_SURE: {"repeated": NOT_SURE},
    },
    "colleague-named": {"yes": {"names": "colleague"}, "no": {}, NOT_SURE: {"names": NOT_SURE}},
    "customer-what": {
        "child-or-self-harm": {"life_at_risk": "yes"},
        "identified-or-harmed": {"names": "customer"},
        "abusive": {"nature": "abusive"},
        "complaint": {"nature": "complaint"},
        NOT_SURE: {"nature": NOT_SURE},
    },
    "customer-reference": {},
    "threat-poster": {
        "customer": {"poster": "customer"},
        "ex-partner": {"poster": "whanau-or-ex"},
        "other": {"poster": "other"},
        NOT_SURE: {"poster": NOT_SURE},
    },
}
"""Facts and their values by question and choice, where the choices have changed."""

_ASKED_FOR: Mapping[str, tuple[str, ...]] = {
    "pattern": _PATTERN_FACTS,
    "targeted-me": ("names",),
    "targeted-often": ("repeated",),
    "colleague-named": ("names",),
    "customer-what": ("nature",),
    "customer-reference": (),
    "threat-poster": ("poster",),
} | {question: (fact,) for question, fact in _FACT_OF.items()}
"""The facts that each question leaves known, even if it was skipped."""

_SEVERAL = {"shows", "affected", "done_already", "contact", "help_wanted"}
"""Facts that may have several values at once."""
_GRAVEST = {
    "names": ("me", "colleague", "customer"),
    "nature": ("illegal-or-intimate", "hate", "abusive", "complaint", "criticism"),
    "poster": ("whanau-or-ex", "customer", "former-staff", "stranger", "other"),
}
"""Where two answers differ, the first of these is kept."""
_SAYS_LITTLE = (NOT_SURE, "no", "nobody", "none")


def with_facts(draft: Draft) -> Draft:
    """The draft with everything it was told as facts; one that has facts only stays as it is.

    Where an answer can be read in two ways the safer one counts, and what it left open is asked.
    """
    if not _is_of_release_1_1(draft):
        return draft
    answers = _answers(draft)
    was_ticked = all(fact in answers for fact in _PATTERN_FACTS)
    guidance_read = draft.guidance_read and (was_ticked or draft.is_in_a_hurry)
    read = draft.replace(
        answers=answers,
        words=_words(draft),
        after_danger=_after_danger(draft),
        guidance_read=guidance_read,
        trail=_trail(draft.trail, keeps_guidance=guidance_read),
    )
    return read.model_copy(update={"form": {}})


def _is_of_release_1_1(draft: Draft) -> bool:
    steps = (step.partition(":")[2] for step in draft.trail)
    names = {*draft.answers, *draft.words, *draft.after_danger, *steps}
    return bool(draft.form) or not names.isdisjoint(_ASKED_FOR)


def _answers(draft: Draft) -> Mapping[str, Ticks]:
    told: dict[str, list[Ticks]] = {}
    for name, ticks in (*draft.answers.items(), *draft.form.items()):
        for fact, values in _facts_told(name, ticks):
            told.setdefault(fact, []).append(values)
    return {fact: _together(fact, values) for fact, values in told.items()}


def _facts_told(name: str, ticks: Ticks) -> Iterator[tuple[str, Ticks]]:
    """What one answer said; a fact that it left open is not among it."""
    if name not in _ASKED_FOR:
        yield name, ticks  # a fact already, or of content that we do not know
        return
    is_open = {_SECOND_OF_TWO} if name == "pattern" and _EITHER_OF_TWO in ticks else set()
    for fact in _ASKED_FOR[name]:
        if fact not in is_open:
            yield fact, ()
    for tick in ticks:
        for fact, value in _reading(name, tick).items():
            yield fact, (value,)


def _reading(question: str, tick: str) -> Mapping[str, str]:
    if question == "pattern":
        return {_PATTERN[tick]: "yes"} if tick in _PATTERN else {}
    if question in _FACT_OF:
        return {_FACT_OF[question]: tick}
    return _READINGS[question].get(tick, {})


def _together(fact: str, told: Iterable[Ticks]) -> Ticks:
    """One value of what may have been told twice: the gravest, or all that can be so at once."""
    values = tuple(dict.fromkeys(value for ticks in told for value in ticks))
    if fact in _SEVERAL:
        return tuple(value for value in values if value not in _SAYS_LITTLE) or values[:1]
    order = (*_GRAVEST.get(fact, ("yes",)), None, *_SAYS_LITTLE)
    return tuple(sorted(values, key=lambda it: order.index(it if it in order else None))[:1])


def _words(draft: Draft) -> Mapping[str, str]:
    read = {name: said for name, said in draft.words.items() if name not in _ASKED_FOR}
    for name, said in draft.words.items():
        for fact in _ASKED_FOR.get(name, ())[:1]:
            read.setdefault(fact, said)
    return read


def _after_danger(draft: Draft) -> Mapping[str, Literal["safe", "send-now"]]:
    """The choices on the 111 screen; of two, the one that sends."""
    read: dict[str, Literal["safe", "send-now"]] = {}
    for name, choice in draft.after_danger.items():
        fact = _FACT_OF.get(name, name)
        read[fact] = choice if read.get(fact) != "send-now" else "send-now"
    return read


def _trail(trail: tuple[str, ...], *, keeps_guidance: bool) -> tuple[str, ...]:
    """The same steps by fact, the guidance after all that is asked before it."""
    asked: list[str] = []
    after = ["guidance"] if keeps_guidance and "guidance" in trail else []
    for step in trail:
        read = _step(step)
        is_twice = read != step and read in asked
        if read is None or read == "guidance" or is_twice:
            continue
        (after if read.startswith(_AFTER_GUIDANCE) else asked).append(read)
    return (*asked, *after)


_AFTER_GUIDANCE = ("page:", "tell", "named")


def _step(step: str) -> str | None:
    """The step by fact; None for a question that asked for none."""
    kind, _, name = step.partition(":")
    if name not in _ASKED_FOR:
        return step
    facts = list(_ASKED_FOR[name])
    facts += [fact for read in _READINGS.get(name, {}).values() for fact in read]
    facts = list(dict.fromkeys(facts))
    if not facts:
        return None
    return f"{kind}:{facts[0]}" if len(facts) == 1 else f"ticks:{','.join(facts)}"


def told_by(catalogue: Catalogue, report: Report) -> ToldFacts:
    """The facts a report was made from, as far as they can be read from its lines.

    What cannot is asked as if it were not known; its line stays in the report all the same.
    """
    if report.told is not None:
        return report.told
    answers: dict[str, Ticks] = {}
    words: dict[str, str] = {}
    for line in report.lines:
        fact = catalogue.fact(line.field)
        if fact is not None and fact.choices and line.ticks:
            answers[fact.id] = _ticked(report, fact, line.ticks)
        elif fact is not None and not fact.choices and (said := _typed(fact, line.value)):
            answers[fact.id], words[fact.id] = (), said
    is_emergency = report.level is Level.EMERGENCY
    return ToldFacts(
        scenario_id=report.scenario_id if report.scenario_id in catalogue.scenarios else None,
        answers=answers,
        words=words,
        after_danger={
            name: "send-now" if is_emergency else "safe"
            for name in answers
            if _is_danger(catalogue.facts[name], answers[name])
        },
        leader_may_read=tuple(
            line.field
            for line in report.lines
            if (fact := catalogue.fact(line.field))
            and fact.leader_if_allowed
            and line.may_reach_leader
        ),
    )


def _ticked(report: Report, fact: Fact, ticks: Ticks) -> Ticks:
    """A line says what "not sure" counts as; below an emergency, danger was "not sure"."""
    is_unsure = report.level < Level.EMERGENCY and _is_danger(fact, ticks)
    return (NOT_SURE,) if is_unsure else ticks


def _is_danger(fact: Fact, ticks: Ticks) -> bool:
    return any((choice := fact.choice(it)) and choice.danger for it in fact.meant_by(ticks))


def _typed(fact: Fact, value: str) -> str:
    """What was typed; a line has a date in words."""
    if fact.kind != "date":
        return value
    with suppress(ValueError):
        return datetime.strptime(value, "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a day
    return ""
