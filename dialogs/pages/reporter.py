"""What a person can do with a report of their own. Each raises NotYours for anybody else."""

from collections.abc import Mapping
from secrets import token_hex

from bot.domain.escalation import System
from bot.domain.typed.typed_input import cleaned
from cards import actions
from cards.reporter.addition_card import addition_card
from cards.reporter.copy_text_cards import entry_card, mail_text_card
from dialogs.turn import Turn

LONGEST_TAKEN = 4000
"""Characters: the field of the card takes fewer, and what is typed is never cut short."""

OwnReportPress = (
    actions.OpenReport
    | actions.SendWithoutWaiting
    | actions.Withdraw
    | actions.ShowEntryText
    | actions.TickOff
    | actions.ShowMailText
    | actions.ShowAddition
    | actions.AddToReport
    | actions.SayIAmSafe
)


async def take_own_report(
    turn: Turn, press: OwnReportPress, inputs: Mapping[str, str] | None = None
) -> None:
    """Does what the button says, and shows what is true then."""
    services, report_id, by = turn.services, press.report_id, turn.actor
    match press:
        case actions.ShowEntryText(system=system):
            await _show_entry(turn, report_id, system)
            return
        case actions.ShowMailText():
            await _show_mail_text(turn, report_id)
            return
        case actions.ShowAddition():
            await _ask_for_addition(turn, report_id)
            return
        case actions.AddToReport(nonce=nonce):
            words = cleaned((inputs or {}).get("words", ""))[:LONGEST_TAKEN]
            if not words:
                turn.say("addition.empty")
                await _ask_for_addition(turn, report_id)
                return
            adding = services.add(report_id, nonce, "where", words, by=by)
            await turn.attempt(adding)
        case actions.SayIAmSafe():
            await turn.attempt(services.add(report_id, "safe", "safe", by=by))
        case actions.SendWithoutWaiting():
            await turn.attempt(services.send_without_waiting(report_id, by=by))
        case actions.Withdraw():
            await turn.attempt(services.withdraw(report_id, by=by))
        case actions.TickOff(system=system):
            await services.tick_off(report_id, system, by=by)
        case actions.OpenReport():
            pass  # it is only looked at
    await _show_status(turn, report_id)


async def _show_status(turn: Turn, report_id: str) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    turn.show_status(report, escalation)


async def _ask_for_addition(turn: Turn, report_id: str) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    nonce = token_hex(8)
    turn.show(addition_card(turn.content, report, nonce))
    turn.memory["adding"] = [report_id, nonce]


async def _show_entry(turn: Turn, report_id: str, system: System) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    text = turn.services.letters.entry(system, report)
    turn.show(entry_card(turn.content, system, text, report))


async def _show_mail_text(turn: Turn, report_id: str) -> None:
    """The mail to send by hand; once the bot's own has gone, that is shown instead."""
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    if not escalation.is_mail_in_doubt:
        turn.show_status(report, escalation)
        return
    letter = turn.services.letters.to_security(report, escalation, turn.services.clock())
    turn.show(mail_text_card(turn.content, letter, report))
