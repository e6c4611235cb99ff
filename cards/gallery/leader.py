"""Every card of a people leader or deputy, in every state of a report."""

from collections.abc import Iterator, Sequence
from typing import get_args

from bot.content import Content
from bot.domain.escalation import Escalation, LeaderCare, NotMe, OwnLeader, PassedOn
from bot.domain.report import Report
from bot.domain.scenario import Flag, Level
from bot.services.emails.to_security import systems_for
from cards.gallery.samples import AWKWARD, DEPUTY, LEADER, NOW, NamedCard, a_report, repeated
from cards.gallery.states import reachable_escalations, state_name, submitted_escalation
from cards.leader.approval_cards import (
    decline_card,
    details_card,
    details_warning_card,
    handed_on_card,
    leader_card,
    not_me_card,
)
from cards.leader.entry_cards import leader_entry_card, leader_entry_reminder_card
from cards.leader.prompt_card import LEADER_TICKS, prompt_card
from cards.leader.waiting_cards import caught_up_card, reminder_card, waiting_card
from cards.messages import with_banner
from cards.reporter.my_reports_card import MOST_REPORTS

LEVELS = tuple(level for level in Level if level > Level.ADVICE)


def cards(content: Content) -> Iterator[NamedCard]:
    """As the dialogs and the worker render them."""
    first, *others = content.catalogue.scenarios
    for level in LEVELS:
        yield from _leaders(content, a_report(content, first, level), reachable_escalations(level))
        yield from _taken_back(content, a_report(content, first, level))
        for scenario in others:  # only the guidance differs: two open states are enough
            yield from _leaders(content, a_report(content, scenario, level), _open(level))
    for scenario in content.catalogue.scenarios:
        report = a_report(content, scenario, Level.HIGH, Flag.CUSTOMER)
        yield from _details(content, report)
        yield from _entries(content, report)
    standard = a_report(content, first, Level.STANDARD)
    for reason, is_missing in (("", False), ("", True), (repeated(500, AWKWARD), False)):
        state = f"{len(reason)} characters, {'missing' if is_missing else 'asked'}"
        card = decline_card(content, standard, reason=reason, is_missing=is_missing)
        yield f"decline_card: {state}", card
    for level in LEVELS:
        yield from _not_me(content, a_report(content, first, level))
    yield from _lists(content, a_report(content, first, Level.EMERGENCY))


def _entries(content: Content, report: Report) -> Iterator[NamedCard]:
    asked = submitted_escalation(report.level).leader_asked(at=NOW).after
    for system in systems_for(report):
        for rule in (OwnLeader.MAY_HEAR, OwnLeader.ONLY_IF_NAMED):
            escalation = asked.model_copy(update={"own_leader": rule})
            name = f"leader_entry_card: {report.scenario_id}, {system}, own leader {rule}"
            yield name, leader_entry_card(content, system, report, escalation)
    for ticks, stopped_at in (((), None), (LEADER_TICKS, NOW)):
        care = LeaderCare(by=LEADER.id or "", ticks=ticks, stopped_at=stopped_at)
        kept = asked.model_copy(update={"leader_care": (care,)})
        card = prompt_card(content, report, kept, LEADER.id, is_kept=bool(ticks))
        yield f"prompt_card: {report.scenario_id}, {len(ticks)} ticks", card
    name = f"leader_entry_reminder_card: {report.scenario_id}"
    yield name, leader_entry_reminder_card(content, report, asked)


def _taken_back(content: Content, report: Report) -> Iterator[NamedCard]:
    sent = submitted_escalation(report.level).deadline_passed(at=NOW).after.mailed(at=NOW).after
    back = sent.withdraw_sent(by=report.reporter_actor, at=NOW).after
    name = f"leader_card: {report.level.word}, {report.scenario_id}, taken back after sending"
    yield name, leader_card(content, report, back, LEADER.id, NOW)


def _open(level: Level) -> Sequence[Escalation]:
    with_leader = submitted_escalation(level)
    called = with_leader.leader_not_reached(at=NOW).after
    return with_leader, called.deputy_found(DEPUTY, at=NOW).after


def _leaders(
    content: Content, report: Report, escalations: Iterator[Escalation] | Sequence[Escalation]
) -> Iterator[NamedCard]:
    for escalation in escalations:
        said = [it.person for it in escalation.passed_on if it.was_said]
        for reader in (*escalation.card_recipients, *said):
            state = f"{report.level.word}, {report.scenario_id}, {state_name(escalation)}"
            ticks = "".join(f", {system}" for system in escalation.ticked)
            name = f"leader_card: {state}{ticks}, seen by {reader.name}"
            yield name, leader_card(content, report, escalation, reader.id, NOW)


def _not_me(content: Content, report: Report) -> Iterator[NamedCard]:
    before = submitted_escalation(report.level).leader_asked(at=NOW).after
    yield f"not_me_card: {report.level.word}", not_me_card(content, report, before)
    for why in get_args(NotMe):
        said = PassedOn(person=LEADER, why=why, at=NOW)
        name = f"handed_on_card: {report.level.word}, {why}"
        yield name, handed_on_card(content, before.replace(passed_on=(said,)), said)


def _details(content: Content, report: Report) -> Iterator[NamedCard]:
    yield f"details_card: {report.scenario_id}", details_card(content, report)
    bare = report.model_copy(update={"lines": ()})
    yield f"details_card: {report.scenario_id}, nothing given", details_card(content, bare)
    name = f"details_warning_card: {report.scenario_id}"
    yield name, details_warning_card(content, report)


def _lists(content: Content, report: Report) -> Iterator[NamedCard]:
    for number in (0, 1, MOST_REPORTS, 2 * MOST_REPORTS):
        escalation = submitted_escalation(report.level)
        waiting = [(report.model_copy(update={"id": f"r{it}"}), escalation) for it in range(number)]
        yield f"waiting_card: {number}", waiting_card(content, waiting)
    for level in (Level.STANDARD, Level.HIGH):
        yield (
            f"reminder_card: {level.word}",
            reminder_card(content, report, submitted_escalation(level)),
        )
    for has_reported, is_waited_for in ((True, False), (False, True), (True, True)):
        card = caught_up_card(content, has_reported=has_reported, is_waited_for=is_waited_for)
        yield f"caught_up_card: {has_reported}, {is_waited_for}", card
    answered = leader_card(content, report, submitted_escalation(report.level), LEADER.id, NOW)
    yield "with_banner", with_banner(content.texts("refusal.already_answered"), answered)
