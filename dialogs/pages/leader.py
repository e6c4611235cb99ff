"""Card actions of a people leader or deputy. They raise NotTheLeader for anyone else."""

from collections.abc import Mapping

from bot.domain.errors import HandedOn, NotTheLeader, Refusal
from bot.domain.escalation import Decision, System
from bot.domain.typed.typed_input import cleaned, entry_number
from bot.services.emails.to_security import open_systems
from bot.services.handlers.ask_leader import ROLE
from bot.services.messaging import PROMPT_ROLE
from cards import actions
from cards.leader.approval_cards import (
    LONGEST_REASON,
    REASON,
    decline_card,
    details_card,
    details_warning_card,
    leader_card,
    not_me_card,
)
from cards.leader.entry_cards import leader_entry_card
from cards.leader.prompt_card import LEADER_TICKS, TICKS, prompt_card
from cards.reporter.entry_cards import NUMBER
from dialogs.turn import Turn

LeaderPress = (
    actions.DecideOnEscalation
    | actions.SayNotMe
    | actions.UndoNotMe
    | actions.ShowDetails
    | actions.ShowLeaderCard
    | actions.ShowEntryAsLeader
    | actions.TickOffAsLeader
    | actions.KeepLeaderTicks
    | actions.StopLeaderPrompts
)


async def handle_leader_press(turn: Turn, press: LeaderPress, inputs: Mapping[str, str]) -> None:
    """Handles the action; the pressed card is replaced by the present state."""
    services, by = turn.services, turn.actor
    match press:
        case actions.DecideOnEscalation(report_id=report_id, decision=Decision.NOT_ME):
            await _ask_which_not_me(turn, report_id)
        case actions.SayNotMe(report_id=report_id, why=None):
            await _ask_which_not_me(turn, report_id)
        case actions.SayNotMe(report_id=report_id, why=why) if why:
            await turn.attempt(services.hand_on(report_id, why, by=by))
            turn.forget_pauses()
            await _show_card(turn, report_id)
        case actions.UndoNotMe(report_id=report_id):
            await turn.attempt(services.undo_hand_on(report_id, by=by))
            await _show_card(turn, report_id)
        case actions.DecideOnEscalation():
            await _decide(turn, press, inputs)
        case actions.ShowDetails():
            await _show_details(turn, press)
        case actions.ShowLeaderCard():
            await _show_card(turn, press.report_id)
        case actions.ShowEntryAsLeader(system=system):
            await _show_entry(turn, press.report_id, system)
        case actions.TickOffAsLeader(system=system):
            await _tick_off(turn, press.report_id, system, inputs)
        case actions.KeepLeaderTicks() | actions.StopLeaderPrompts():
            await _answer_prompt(turn, press, inputs)


async def _decide(turn: Turn, press: actions.DecideOnEscalation, inputs: Mapping[str, str]) -> None:
    """Takes the answer; a decline without a good reason asks for one first."""
    report_id, by, said = press.report_id, turn.actor, inputs.get(REASON)
    reason = cleaned(said) if said else ""
    report, escalation = await turn.services.reports.get(report_id)
    is_decline = press.decision is Decision.DECLINE and escalation.is_waiting_for(by.id)
    if is_decline and escalation.may_be_declined and not 0 < len(reason) <= LONGEST_REASON:
        escalation.check_leader(by)
        if reason:
            turn.say("unreadable.too_long")
        elif turn.user_input.press is None:
            turn.say("refusal.reason_missing")  # and how to type it
        is_missing = REASON in inputs and not reason
        card = decline_card(
            turn.content, report, reason=reason[:LONGEST_REASON], is_missing=is_missing
        )
        turn.show(card, replaces=True)
        return
    decide = turn.services.decide
    await turn.attempt(decide(report_id, press.decision, by=by, reason=reason))
    turn.forget_pauses()
    await _show_card(turn, report_id)


async def _ask_which_not_me(turn: Turn, report_id: str) -> None:
    """Asks which is meant; who cannot hand it on any more hears that instead."""
    report, escalation = await turn.services.reports.get(report_id)
    try:
        escalation.check_may_hand_on(turn.actor)
    except NotTheLeader:
        raise
    except Refusal as refusal:
        turn.say(refusal.key)
        await _show_card(turn, report_id)
    else:
        turn.show(not_me_card(turn.content, report, escalation), replaces=True)


async def _show_details(turn: Turn, press: actions.ShowDetails) -> None:
    report, escalation = await turn.services.reports.get(press.report_id)
    try:
        escalation.check_leader(turn.actor)
    except HandedOn as refusal:
        turn.say(refusal.key)
        await _show_card(turn, report.id)
        return
    if escalation.was_taken_back:
        await _show_card(turn, report.id)  # from an old card: nothing of it is shown any more
        return
    render = details_card if press.is_sure else details_warning_card
    turn.show(render(turn.content, report), replaces=True)


async def _show_entry(turn: Turn, report_id: str, system: System) -> None:
    """The text to copy; the leader's card once the entry is made."""
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_leader(turn.actor)
    if system not in open_systems(report, escalation):
        await _show_card(turn, report_id)
        return
    turn.show(leader_entry_card(turn.content, system, report, escalation), replaces=True)


async def _tick_off(turn: Turn, report_id: str, system: System, inputs: Mapping[str, str]) -> None:
    number = entry_number(inputs.get(NUMBER, ""))
    if number is None:
        turn.say("entry.no_number")
        await _show_entry(turn, report_id, system)
        return
    tick = turn.services.tick_off(report_id, system, by=turn.actor, number=number, as_leader=True)
    await turn.attempt(tick)
    await _show_card(turn, report_id)


async def _answer_prompt(
    turn: Turn,
    press: actions.KeepLeaderTicks | actions.StopLeaderPrompts,
    inputs: Mapping[str, str],
) -> None:
    """Keeps the ticks, which no one else is shown, or asks no more."""
    care, report_id, by = turn.services.after_care, press.report_id, turn.actor
    if isinstance(press, actions.StopLeaderPrompts):
        await care.stop_prompts(report_id, by=by)
    else:
        ticked = inputs.get(TICKS, "").split(",")
        ticks = tuple(tick for tick in LEADER_TICKS if tick in ticked)
        await care.keep_ticks(report_id, ticks, by=by)
    report, escalation = await turn.services.reports.get(report_id)
    is_kept = isinstance(press, actions.KeepLeaderTicks)
    card = prompt_card(turn.content, report, escalation, by.id, is_kept=is_kept)
    turn.show(card, replaces=True, role=PROMPT_ROLE, report_id=report_id)


async def _show_card(turn: Turn, report_id: str) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_card(turn.actor)
    card = leader_card(turn.content, report, escalation, turn.actor.id, turn.services.clock())
    turn.show(card, role=ROLE, report_id=report_id)
