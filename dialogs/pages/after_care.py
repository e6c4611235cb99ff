"""Card actions of the days and weeks after, of the reporter. They raise NotYours for others."""

from collections.abc import Mapping, Sequence
from secrets import token_hex

from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.report import Report
from bot.domain.typed.typed_input import normalized
from bot.services.reports.after_care import Kept, picked
from cards import actions
from cards.reporter.after_care_cards import (
    afterwards_card,
    check_in_answered_card,
    check_in_offer_card,
    may_watch,
    watcher_card,
    watchers_card,
)
from cards.reporter.again_cards import LISTED, again_card, list_for_police_card
from dialogs.turn import Turn

AfterCarePress = (
    actions.ShowAfterwards
    | actions.ShowCheckIn
    | actions.StartCheckIn
    | actions.StopCheckIn
    | actions.AnswerCheckIn
    | actions.ShowAgain
    | actions.TellItHappenedAgain
    | actions.ShowListForPolice
    | actions.ShowWatchers
    | actions.NameWatcher
    | actions.TellWhoWatches
)


async def handle_after_care_press(
    turn: Turn, press: AfterCarePress, inputs: Mapping[str, str]
) -> None:
    """Handles the action and replies with its card."""
    care, report_id, by = turn.services.after_care, press.report_id, turn.actor
    report, _ = await _own(turn, report_id)
    match press:
        case actions.ShowCheckIn():
            due = turn.content.timers.check_ins_at(turn.services.clock())
            turn.show_on_its_own(check_in_offer_card(turn.content, report, due))
            return
        case actions.AnswerCheckIn(number=number, answer=answer):
            escalation = await care.answer_check_in(report_id, number, answer, by=by)
            card = check_in_answered_card(turn.content, report, escalation, answer)
            turn.show_on_its_own(card)
            return
        case actions.ShowAgain():
            await _show_again(turn, report)
            return
        case actions.TellItHappenedAgain(nonce=nonce):
            await _tell_again(turn, report, nonce, inputs)
            return
        case actions.ShowListForPolice():
            await _show_list_for_police(turn, report, inputs)
            return
        case actions.ShowWatchers() | actions.NameWatcher() | actions.TellWhoWatches():
            await _watch(turn, press)
            return
        case actions.StartCheckIn():
            await turn.attempt(care.start_check_in(report_id, by=by))
        case actions.StopCheckIn():
            await turn.attempt(care.stop_check_in(report_id, by=by))
        case actions.ShowAfterwards():
            pass
    await _show_afterwards(turn, report_id)


async def joined_to(turn: Turn, draft: Draft, inputs: Mapping[str, str]) -> Draft:
    """The draft with what is ticked, and the fact that it happened before."""
    listed = await turn.services.after_care.earlier(turn.actor)
    earlier = picked(turn.content, listed, _ticked(listed, inputs))
    answers = {**draft.answers, _REPEATED: ("yes",)}
    return draft.replace(earlier=earlier, answers=answers)


_REPEATED = "repeated"


async def _own(turn: Turn, report_id: str) -> tuple[Report, Escalation]:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    return report, escalation


async def _show_afterwards(turn: Turn, report_id: str) -> None:
    turn.show_on_its_own(afterwards_card(turn.content, *await _own(turn, report_id)))


async def _show_again(turn: Turn, report: Report) -> None:
    listed = await turn.services.after_care.earlier(turn.actor)
    turn.show_on_its_own(again_card(turn.content, report, listed, token_hex(8)))


async def _tell_again(turn: Turn, report: Report, nonce: str, inputs: Mapping[str, str]) -> None:
    care = turn.services.after_care
    listed = await care.earlier(turn.actor)
    ticked = _ticked(listed, inputs)
    if not ticked:
        turn.say("happened_again.none_ticked")
        await _show_again(turn, report)
        return
    told = await care.tell_it_happened_again(nonce, ticked, by=turn.actor)
    if told is None:
        turn.say("happened_again.none_sent")
        await _show_again(turn, report)
        return
    turn.show_status(*told)


async def _show_list_for_police(turn: Turn, report: Report, inputs: Mapping[str, str]) -> None:
    listed = await turn.services.after_care.earlier(turn.actor)
    earlier = picked(turn.content, listed, _ticked(listed, inputs))
    if not earlier:
        turn.say("happened_again.none_ticked")
        await _show_again(turn, report)
        return
    turn.show_on_its_own(list_for_police_card(turn.content, report, earlier))


def _ticked(listed: Sequence[Kept], inputs: Mapping[str, str]) -> list[str]:
    """Ids of the reporter's own reports that are ticked, or typed by reference, or all."""
    said = inputs.get(LISTED, "")
    if normalized(said) == "all":
        return [report.id for report, _ in listed]
    parts = {part.strip() for part in said.replace(";", ",").split(",")}
    named = {normalized(part) for part in parts}
    return [
        report.id
        for report, _ in listed
        if report.id in parts or normalized(report.reference) in named
    ]


async def _watch(
    turn: Turn, press: actions.ShowWatchers | actions.NameWatcher | actions.TellWhoWatches
) -> None:
    care, report_id, by = turn.services.after_care, press.report_id, turn.actor
    report, escalation = await _own(turn, report_id)
    if not may_watch(report, escalation):
        turn.say("watch.not_here")
        await _show_afterwards(turn, report_id)
        return
    is_barred = escalation.bars_own_leader_as_deputy
    match press:
        case actions.NameWatcher(role="me"):
            await turn.attempt(care.name_watcher(report_id, None, by=by))
            await _show_afterwards(turn, report_id)
            return
        case actions.NameWatcher(role="leader") if is_barred:
            pass  # from an old card: they must hear nothing
        case actions.NameWatcher(role="leader" | "colleague" | "advisor" as role):
            await turn.attempt(care.name_watcher(report_id, role, by=by))
        case actions.TellWhoWatches() if escalation.watcher is not None:
            role = escalation.watcher.role
            await turn.attempt(care.tell_who_watches(report_id, role, by=by))
        case _:
            pass
    report, escalation = await _own(turn, report_id)
    if isinstance(press, actions.ShowWatchers) or escalation.watcher is None:
        turn.show_on_its_own(watchers_card(turn.content, report, escalation))
        return
    if isinstance(press, actions.TellWhoWatches):
        turn.show_status(report, escalation)
        return
    mailbox = turn.services.letters.security_mailbox
    turn.show_on_its_own(watcher_card(turn.content, report, escalation, mailbox))
