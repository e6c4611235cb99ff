"""Card actions of the reporter after Send. They raise NotYours for anyone else."""

from collections.abc import Mapping
from secrets import token_hex

from bot.domain.escalation import System
from bot.domain.people import Person
from bot.domain.report import ON_RECORD
from bot.domain.typed.names import parse_name
from bot.domain.typed.typed_input import cleaned, entry_number
from bot.services.messaging import entry_role
from bot.services.wording import in_new_zealand
from cards import actions
from cards.menu_cards import closing_card
from cards.report.another_leader_cards import another_found_card, another_leader_card
from cards.reporter.addition_card import addition_card, take_back_card, withdraw_card
from cards.reporter.entry_cards import NUMBER, entry_card
from cards.reporter.status_cards import mail_text_card
from dialogs.turn import Turn

MAX_NUMBER_LENGTH = 100
MAX_ADDITION_LENGTH = 4000
"""Characters; the input on the card takes fewer."""

ReporterPress = (
    actions.OpenReport
    | actions.SendWithoutWaiting
    | actions.Withdraw
    | actions.TakeBack
    | actions.ShowEntryText
    | actions.TickOff
    | actions.ShowMailText
    | actions.ShowAddition
    | actions.AddToReport
    | actions.AskToBeRung
    | actions.SendRingRequest
    | actions.SayIAmSafe
    | actions.AskSomebodyElse
    | actions.LookUpSomebodyElse
    | actions.ConfirmSomebodyElse
)


async def handle_reporter_press(
    turn: Turn, press: ReporterPress, inputs: Mapping[str, str] | None = None
) -> None:
    """Handles the action and replies with the present status, or the text asked for."""
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
        case actions.AskSomebodyElse():
            await _ask_for_another_leader(turn, report_id)
            return
        case actions.LookUpSomebodyElse():
            await _look_up(turn, report_id, inputs or {})
            return
        case actions.ConfirmSomebodyElse(person_id=person_id):
            await _name_another(turn, report_id, person_id)
        case actions.AddToReport(nonce=nonce):
            words = cleaned((inputs or {}).get("words", ""))[:MAX_ADDITION_LENGTH]
            if not words:
                turn.say("addition.empty")
                await _ask_for_addition(turn, report_id)
                return
            await turn.attempt(services.add.where(report_id, nonce, words, by=by))
        case actions.AskToBeRung():
            await turn.ask_for_number(report_id)
            return
        case actions.SendRingRequest(nonce=nonce):
            await _send_ring_request(turn, report_id, nonce, inputs or {})
        case actions.SayIAmSafe():
            await turn.attempt(services.add.safe(report_id, by=by))
        case actions.SendWithoutWaiting():
            await turn.attempt(services.send_without_waiting(report_id, by=by))
        case actions.Withdraw(sure=None) if await _asks_whether_to_withdraw(turn, report_id):
            return
        case actions.TakeBack(sure=None) if await _asks_whether_to_take_back(turn, report_id):
            return
        case actions.TakeBack(sure="yes"):
            await turn.attempt(services.take_back(report_id, by=by))
        case actions.Withdraw():
            await turn.attempt(services.withdraw(report_id, by=by))
        case actions.TickOff(system=system):
            number = entry_number((inputs or {}).get(NUMBER, ""))
            if number is None:
                turn.say("entry.no_number")
                await _show_entry(turn, report_id, system)
                return
            await services.tick_off(report_id, system, by=by, number=number)
        case actions.OpenReport() | actions.TakeBack():
            pass
    await _show_status(turn, report_id)


async def _show_status(turn: Turn, report_id: str) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    turn.show_status(report, escalation)


async def _asks_whether_to_withdraw(turn: Turn, report_id: str) -> bool:
    """Asks first, if there is anything left to take back."""
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    if escalation.is_pending:
        turn.show_on_its_own(withdraw_card(turn.content, report))
    return escalation.is_pending


async def _asks_whether_to_take_back(turn: Turn, report_id: str) -> bool:
    """Asks first, if there is anything to tell Security."""
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    if escalation.may_be_taken_back:
        turn.show_on_its_own(take_back_card(turn.content, report))
    return escalation.may_be_taken_back


async def say_whether_it_helped(turn: Turn, press: actions.SayWhetherItHelped) -> None:
    """Counts the answer, once, and says thanks; it is kept with nobody and no report."""
    if press.report_id is None:
        asked = turn.memory.pop("asked_help", None)
        if asked is not None and asked == press.draft_id:
            turn.count("helped", press.helped)
        turn.show(closing_card(turn.content, turn.content.texts("helped.thanks")), moves_on=True)
        return
    _, escalation = await turn.services.reports.get(press.report_id)
    escalation.check_reporter(turn.actor)
    if escalation.asks_whether_it_helped:
        await turn.services.note_rated(press.report_id, by=turn.actor)
        turn.count("helped", press.helped)
    turn.say("helped.thanks")
    await _show_status(turn, press.report_id)


async def _ask_for_addition(turn: Turn, report_id: str) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    nonce = token_hex(8)
    turn.show_on_its_own(addition_card(turn.content, report, nonce))
    turn.memory["adding"] = [report_id, nonce]


async def _ask_for_another_leader(turn: Turn, report_id: str) -> None:
    """Asks for a name; the status if somebody is asked meanwhile."""
    _, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    if not escalation.may_name_another:
        await _show_status(turn, report_id)
        return
    turn.show_on_its_own(another_leader_card(turn.content, report_id))
    turn.memory["naming"] = report_id


async def _look_up(turn: Turn, report_id: str, inputs: Mapping[str, str]) -> None:
    """Who was found, to be confirmed; nobody is told, and the name is not kept."""
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    picked, typed = inputs.get("person", "").strip(), parse_name(cleaned(inputs.get("words", "")))
    name = typed.name or (turn.content.texts("tell.picked") if picked else "")
    if not escalation.may_name_another or not name:
        if not name:
            turn.say("tell.name_missing")
        await _ask_for_another_leader(turn, report_id)
        return
    named = Person(name=name, email=picked or typed.address)
    bars_own = escalation.bars_own_leader_as_deputy
    search = await turn.services.search_for_leader(
        named, report.reporter, await turn.known(), goes_round=bars_own
    )
    turn.show_on_its_own(another_found_card(turn.content, escalation, name, search))
    turn.memory["naming"] = report_id


async def _name_another(turn: Turn, report_id: str, person_id: str) -> None:
    """Takes the reporter's yes; who it is says the directory, not the card."""
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    person = await turn.services.search_for_leader.person(person_id, report.reporter)
    if person is None:
        turn.say("another.not_now")
        return
    await turn.attempt(turn.services.name_another(report_id, person, by=turn.actor))


async def _send_ring_request(
    turn: Turn, report_id: str, nonce: str, inputs: Mapping[str, str]
) -> None:
    """Asks Security to ring; the same request within an hour stands, and is not sent again."""
    number = cleaned(inputs.get("words", ""))[:MAX_NUMBER_LENGTH]
    without_record = ON_RECORD in inputs.get(actions.LEAVE_OUT, "").split(",")
    services = turn.services
    _, before = await services.reports.get(report_id)
    await turn.attempt(
        services.add.ring(report_id, nonce, number, by=turn.actor, leaves_out_record=without_record)
    )
    _, after = await services.reports.get(report_id)
    if before.rung_at and after.rung_at == before.rung_at:
        turn.say("ring.asked", time=in_new_zealand(before.rung_at))


async def _show_entry(turn: Turn, report_id: str, system: System) -> None:
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    text = turn.services.letters.entry(system, report)
    card = entry_card(turn.content, system, text, report, escalation)
    turn.show(card, role=entry_role(system), report_id=report_id)


async def _show_mail_text(turn: Turn, report_id: str) -> None:
    """The mail to send by hand; the status if the bot's own mail is not in doubt."""
    report, escalation = await turn.services.reports.get(report_id)
    escalation.check_reporter(turn.actor)
    if not escalation.is_mail_in_doubt:
        turn.show_status(report, escalation)
        return
    now = turn.services.clock()
    # Written by a person's own hand: it holds no links, and must not promise any.
    letter = turn.services.letters.to_security(report, escalation, now, {})
    card = mail_text_card(turn.content, letter, report, now)
    turn.show(card, role="mail-text", report_id=report_id)
