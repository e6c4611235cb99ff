"""What a leader or deputy can do with a report. Each raises NotTheLeader for anybody else."""

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


async def take_leaders_report(turn: Turn, press: LeaderPress, inputs: Mapping[str, str]) -> None:
    """Does what the button says; the card that was pressed makes way for what is true then."""
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
    deciding = decide(press.report_id, press.decision, by=by, reason=reason)
    await turn.attempt(deciding)
    turn.forget_pauses()


async def _show_details(turn: Turn, press: actions.ShowDetails) -> None:
    report, escalation = await turn.services.reports.get(press.report_id)
    escalation.check_leader(turn.actor)
    draw = details_card if press.is_sure else details_warning_card
    turn.show(draw(turn.content, report), replaces=True)


async def _show_card(turn: Turn, report_id: str) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_leader(turn.actor)
    card = leader_card(turn.content, report, escalation, turn.actor.id)
    turn.show(card, replaces=True)
