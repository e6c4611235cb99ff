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
from dialogs.doing import done_or_said_why_not
from dialogs.turn import Turn

LeaderPress = actions.DecideOnEscalation | actions.ShowDetails | actions.ShowLeaderCard


async def take_leaders_report(talk: Turn, press: LeaderPress, inputs: Mapping[str, str]) -> None:
    """Does what the button says; the card that was pressed makes way for what is true then."""
    match press:
        case actions.DecideOnEscalation():
            await _decide(talk, press, cleaned(inputs.get(REASON, "")))
            await _show_card(talk, press.report_id)
        case actions.ShowDetails():
            await _show_details(talk, press)
        case actions.ShowLeaderCard():
            await _show_card(talk, press.report_id)


async def _decide(talk: Turn, press: actions.DecideOnEscalation, reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        talk.say("unreadable.too_long")
        return
    decide, by = talk.services.decide, talk.actor
    deciding = decide(press.report_id, press.decision, by=by, reason=reason)
    await done_or_said_why_not(talk, deciding)
    talk.forget_pauses()


async def _show_details(talk: Turn, press: actions.ShowDetails) -> None:
    report, escalation = await talk.services.reports.get(press.report_id)
    escalation.check_leader(talk.actor)
    draw = details_card if press.is_sure else details_warning_card
    talk.show(draw(talk.content, report), replaces=True)


async def _show_card(talk: Turn, report_id: str) -> None:
    report, escalation = await talk.services.reports.get(report_id)
    escalation.check_leader(talk.actor)
    card = leader_card(talk.content, report, escalation, talk.actor.id)
    talk.show(card, replaces=True)
