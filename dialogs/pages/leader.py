"""Card actions of a people leader or deputy. They raise NotTheLeader for anyone else."""

from collections.abc import Mapping

from bot.domain.typed.typed_input import cleaned
from cards import actions
from cards.leader.approval_cards import (
    LONGEST_REASON,
    REASON,
    details_card,
    details_warning_card,
    leader_card,
)
from dialogs.turn import Turn

LeaderPress = actions.DecideOnEscalation | actions.ShowDetails | actions.ShowLeaderCard


async def handle_leader_press(turn: Turn, press: LeaderPress, inputs: Mapping[str, str]) -> None:
    """Handles the action; the pressed card is replaced by the present state."""
    match press:
        case actions.DecideOnEscalation():
            await _decide(turn, press, cleaned(inputs.get(REASON, "")))
            await _show_card(turn, press.report_id)
        case actions.ShowDetails():
            await _show_details(turn, press)
        case actions.ShowLeaderCard():
            await _show_card(turn, press.report_id)


async def _decide(turn: Turn, press: actions.DecideOnEscalation, reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        turn.say("unreadable.too_long")
        return
    decide, by = turn.services.decide, turn.actor
    await turn.attempt(decide(press.report_id, press.decision, by=by, reason=reason))
    turn.forget_pauses()


async def _show_details(turn: Turn, press: actions.ShowDetails) -> None:
    report, escalation = await turn.services.reports.get(press.report_id)
    escalation.check_leader(turn.actor)
    render = details_card if press.is_sure else details_warning_card
    turn.show(render(turn.content, report), replaces=True)


async def _show_card(turn: Turn, report_id: str) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_leader(turn.actor)
    card = leader_card(turn.content, report, escalation, turn.actor.id)
    turn.show(card, replaces=True)
