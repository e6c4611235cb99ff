"""What a person may say or press at any time, and where it leads."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from botbuilder.dialogs import DialogContext

from bot.domain.errors import NotTheLeader, NotYours, Refusal
from bot.domain.escalation import Escalation
from bot.domain.journey import AskQuestion, FillPage, ShowDanger, with_danger
from bot.domain.reopening import step_at
from bot.domain.report import Report
from bot.domain.scenario import Scenario
from bot.domain.typed.spelling import normalized_words
from bot.domain.typed.typed_input import (
    cleaned,
    match_choice,
    match_choices,
    match_label_part,
    normalized,
)
from bot.domain.typed.yes_no import is_one_of
from cards import actions
from cards.elements import Card
from cards.leader.approval_cards import REASON, leader_card
from cards.leader.waiting_cards import reminder_card
from cards.menu_cards import crisis_card, menu_card
from cards.plain_text import typed_choices
from cards.report.danger_card import danger_pause_card
from cards.reporter.status_text import may_be_in_danger
from dialogs.message_edits import hear_change, is_of_an_addition, remember_message
from dialogs.pages.menu import show_page
from dialogs.report.prompts import typed_move
from dialogs.report.stages import delete
from dialogs.router import ActionRouter
from dialogs.turn import Turn

LONGEST_HEARD = 4000
PAUSE_COUNTS = timedelta(minutes=30)
"""How long after a 111 screen words of danger that are an answer call for no other."""
_SHOWN_SUGGESTIONS = 3

TypedPress = tuple[actions.Press, dict[str, str]]
"""What was pressed by typing it, and the inputs beside it."""

log = logging.getLogger(__name__)


async def hear(dialog_context: DialogContext, turn: Turn) -> None:
    """One turn: the answer to the open question, or one of the things that work anywhere."""
    taps = ActionRouter(turn, dialog_context)
    draft, step = turn.draft, step_at(turn.position)
    try:
        if _needs_crisis_help(turn):
            await _help_in_crisis(taps, turn)
        elif await _speaks_of_danger(turn):
            await _help_in_danger(taps, turn)
        elif turn.user_input.press is not None:
            await taps.take(turn.user_input.press, turn.user_input.inputs)
        elif turn.user_input.change is not None:
            await hear_change(taps, turn, _hear_words)
        else:
            await _hear_message(taps, turn, cleaned(turn.user_input.text))
        remember_message(turn, draft, step)
    except (NotTheLeader, NotYours) as refusal:
        # By mistake it happens once; somebody who tries again and again should be seen.
        facts = {"refusal": type(refusal).__name__, "person": turn.actor.id}
        log.warning("access refused", extra=facts)
        turn.say(refusal.key)
    except Refusal as refusal:
        turn.say(refusal.key)


async def _hear_message(taps: ActionRouter, turn: Turn, text: str) -> None:
    """Its words are heard, whatever came with them; what came with them is not taken."""
    user_input = turn.user_input
    if user_input.has_files:
        turn.say("files.none")
    elif user_input.is_forwarded:
        turn.say("files.forwarded")
    if text or not (user_input.has_files or user_input.is_forwarded):
        await _hear_words(taps, turn, text)
    else:
        await taps.where_we_are()


async def _hear_words(taps: ActionRouter, turn: Turn, text: str) -> None:
    if text and _asks_for_a_clear_no(turn):
        await _hear_of_danger(taps, turn, text)
    elif isinstance(turn.position, ShowDanger) and turn.content.is_command(text, "menu"):
        await taps.where_we_are()
    elif len(text) > LONGEST_HEARD:
        turn.say("unreadable.too_long")
        await taps.where_we_are()
    elif command := _command(turn, text):
        await taps.take(command, {})
    elif page := await _asked(turn, text):
        await show_page(turn, page)
    elif turn.content.is_command(text, "start_over"):
        await _start_over(taps, turn)
    elif turn.position is not None:
        await _answer_or_menu(taps, turn, text)
    elif typed_move(turn.content, text):
        turn.say("again.nothing_open")
        await taps.where_we_are()
    elif press := await _button_typed(turn, text):
        await taps.take(press[0], press[1])
    elif adding := turn.memory.get("adding"):
        if turn.user_input.change is not None:
            await taps.where_we_are()  # an older message does not say where they are
            return
        report_id, nonce = adding
        turn.added_to = report_id
        press_of_send = actions.AddToReport(report_id=report_id, nonce=nonce)
        await taps.take(press_of_send, {"words": text})
    elif of_emergency := await _after_an_emergency(turn, text):
        await taps.take(of_emergency, {})
    else:
        _small_menu(turn, text)


def _asks_for_a_clear_no(turn: Turn) -> bool:
    match turn.position:
        case AskQuestion(question):
            return turn.content.catalogue.asks_for_a_clear_no(question)
        case _:
            return False


async def _hear_of_danger(taps: ActionRouter, turn: Turn, text: str) -> None:
    """Nothing that is typed here takes the question out of sight, or may be missed as a yes."""
    menu = await _menu(turn)
    is_button = text.isdigit() or normalized(text) in (normalized(title) for title, _ in menu)
    if is_button and (press := _chosen(menu, text)):
        await taps.take(press[0], press[1])
    elif turn.content.is_command(text, "go_on"):
        await taps.where_we_are()
    elif turn.content.is_command(text, "start_over"):
        await _start_over(taps, turn)
    else:
        await taps.answer()


async def _start_over(taps: ActionRouter, turn: Turn) -> None:
    if turn.draft is not None:
        delete(turn)
        taps.leave()
    await taps.take(actions.StartReport(), {})


async def _answer_or_menu(taps: ActionRouter, turn: Turn, text: str) -> None:
    """A number means the card that was shown last; an open question forgets every other card."""
    if press := await _menu_choice(turn, text):
        await taps.take(press[0], press[1])
    else:
        await taps.answer()


def _needs_crisis_help(turn: Turn) -> bool:
    """Words of suicide or self-harm stop a form; nothing is assessed, nothing is kept."""
    if turn.memory.get("crisis") and _may_report_words(turn):
        return False
    return turn.content.self_harm.is_said_in(" ".join(_typed(turn)))


async def _speaks_of_danger(turn: Turn) -> bool:
    """Words of danger, wherever they stand; what is to be read on a button is none."""
    if _adds_to_a_report(turn):
        return False  # Security is told of it at once, beneath a card that says 111
    if _asks_for_a_clear_no(turn) and turn.content.yes_and_no.is_no(turn.user_input.text):
        return False  # "No one is in danger" has these words in it
    if _has_paused(turn) or not any(map(turn.content.danger.is_said_in, _typed(turn))):
        return False
    return turn.user_input.press is not None or not await _is_offered(turn, turn.user_input.text)


async def _is_offered(turn: Turn, text: str) -> bool:
    """Whether this is what an answer on the open card says."""
    if turn.position is None:
        return False
    prompt = await turn.prompt()
    labels = prompt.labels
    labels += [(it.id, it.text) for field in prompt.fields[:1] for it in field.options]
    return match_choices(labels, text) is not None


def _adds_to_a_report(turn: Turn) -> bool:
    press = turn.user_input.press
    if press is not None:
        return isinstance(press, actions.AddToReport)
    if turn.user_input.change is not None:
        return is_of_an_addition(turn)
    return "adding" in turn.memory and turn.position is None


def _has_paused(turn: Turn) -> bool:
    """Where words can be the answer, one pause is enough: a threat must be told somehow."""
    paused_at, are_words = turn.memory.get("paused_at"), _are_words_asked_for(turn)
    if are_words and turn.draft is not None and turn.draft.is_in_a_hurry:
        return True  # 111 was shown, and now Security is to hear it
    if paused_at is None or not (are_words or _decides(turn)):
        return False
    return turn.services.clock() - datetime.fromisoformat(paused_at) < PAUSE_COUNTS


async def _help_in_danger(taps: ActionRouter, turn: Turn) -> None:
    """The 111 screen, once whatever was an answer is kept."""
    press, are_words = turn.user_input.press, _are_words_asked_for(turn)
    if are_words or _decides(turn):
        turn.memory["paused_at"] = turn.services.clock().isoformat()
    if isinstance(press, actions.DecideOnEscalation):
        turn.show(danger_pause_card(turn.content, press.report_id))
        return
    if turn.user_input.change is not None:
        await hear_change(taps, turn, _hear_words)
    elif are_words:
        await taps.answer()
    await taps.show_danger(is_sure=_is_surely_in_danger(turn))


def _is_surely_in_danger(turn: Turn) -> bool:
    """Whether it was said as a yes: by the button's words, or with one at the first question."""
    text, gate = turn.user_input.text, turn.content.catalogue.gate
    match turn.position:
        case AskQuestion(question) if question.id == gate.id:
            is_yes = turn.content.yes_and_no.begins_with_yes(text)
        case _:
            is_yes = False
    return is_yes or is_one_of(text, turn.content.texts("menu.danger"))


def _typed(turn: Turn) -> list[str]:
    """Whatever came in that may be words."""
    inputs = turn.user_input.inputs.items()
    return [turn.user_input.text, *(text for name, text in inputs if not _is_tick(turn, name))]


def _decides(turn: Turn) -> bool:
    return isinstance(turn.user_input.press, actions.DecideOnEscalation)


def _are_words_asked_for(turn: Turn) -> bool:
    """Whether the open question takes words, and this is said in answer to it."""
    answers = (actions.AnswerQuestion, actions.FillInForm)
    if turn.user_input.press is not None and not isinstance(turn.user_input.press, answers):
        return False
    if _adds_to_a_report(turn):
        return True
    match turn.position:
        case AskQuestion(question):
            return question.kind == "text"
        case position:
            return isinstance(position, FillPage)


def _may_report_words(turn: Turn) -> bool:
    """Where words can be the answer, one pause is enough: somebody else's are to be reported."""
    return turn.user_input.press is not None or _are_words_asked_for(turn)


def _is_tick(turn: Turn, name: str) -> bool:
    """Whether an input brings ids of choices, which are nobody's words."""
    field = turn.content.form.field(name)
    return name in ("choice", "leave_out", "person") or bool(field and field.options)


async def _help_in_crisis(taps: ActionRouter, turn: Turn) -> None:
    press, draft_id = turn.user_input.press, turn.draft.id if turn.draft else None
    if turn.draft is not None and await _speaks_of_danger(turn):
        turn.draft = with_danger(turn.content.catalogue, turn.draft.resumed())
        taps.leave()
    turn.memory["crisis"] = True
    answers = press.report_id if isinstance(press, actions.DecideOnEscalation) else None
    suggested = [] if draft_id or answers else _situations_beside_crisis(turn)
    card = crisis_card(
        turn.content, draft_id=draft_id, leader_report_id=answers, suggested=suggested
    )
    turn.show(card)


def _situations_beside_crisis(turn: Turn) -> list[Scenario]:
    """Those that the words name once what they say of the person's own life is taken out."""
    self_harm, said = turn.content.self_harm, " ".join(normalized_words(turn.user_input.text))
    left = self_harm.without(turn.user_input.text)

    def is_named(trigger: str) -> bool:
        return _begins_in(said if self_harm.is_said_in(trigger) else left, trigger)

    return _fitting(turn, is_named)


async def _asked(turn: Turn, text: str) -> str | None:
    """What was asked about the bot itself; where words are the answer, only in so many words."""
    asked = turn.content.asked
    for page, phrases in (("privacy", asked.privacy), ("people", asked.people)):
        is_said = phrases.is_all_of if _are_words_asked_for(turn) else phrases.is_said_in
        if is_said(text) and not await _is_offered(turn, text):
            return page
    return None


def _command(turn: Turn, text: str) -> actions.Press | None:
    pages: dict[str, actions.Press] = {
        "menu": actions.ShowPage(page="menu"),
        "situations": actions.ShowPage(page="situations"),
        "support": actions.ShowPage(page="support"),
        "before-posting": actions.ShowPage(page="before-posting"),
        "my-reports": actions.ShowPage(page="my-reports"),
        "waiting": actions.ShowPage(page="waiting"),
        "report": actions.StartReport(),
        "go_on": actions.GoOn(),
    }
    says = turn.content.is_command
    return next((press for command, press in pages.items() if says(text, command)), None)


async def _menu_choice(turn: Turn, text: str) -> TypedPress | None:
    return _chosen(await _menu(turn), text)


async def _menu(turn: Turn) -> Sequence[Sequence[Any]]:
    """The buttons shown last; of a status card those it has now, for it is kept up to date."""
    if report_id := turn.memory.get("menu_of"):
        for report, escalation in await turn.services.reports.by_reporter(turn.actor):
            if report.id == report_id:
                return typed_choices(turn.status(report, escalation))
    return turn.memory.get("menu") or []


async def _button_typed(turn: Turn, text: str) -> TypedPress | None:
    """A number means the card that was shown last; words mean whichever card has them."""
    waiting = await turn.services.reports.awaiting(turn.actor)
    if not normalized(text).isdigit():
        return await _menu_choice(turn, text) or _leader_choice(turn, waiting, text)
    menu_at = turn.memory.get("menu_at", "")
    came = [at.isoformat() for _, it in waiting for at in it.notified_at(turn.actor.id)]
    if any(at > menu_at for at in came):
        return _leader_choice(turn, waiting, text)
    return await _menu_choice(turn, text)


async def _after_an_emergency(
    turn: Turn, text: str
) -> actions.ShowAddition | actions.SayIAmSafe | actions.OpenReport | None:
    """The words of the card's first buttons do what these do; others show the card."""
    texts = turn.content.texts
    is_where = normalized(text) == normalized(texts("status.add_where"))
    is_button = normalized(text) == normalized(texts("status.safe_now"))
    if not (is_where or is_button or turn.content.is_command(text, "safe")):
        return None
    newest = next(iter(await turn.services.reports.by_reporter(turn.actor)), None)
    if newest is None or not newest[1].is_on_its_way or not may_be_in_danger(*newest):
        return None
    report_id = newest[0].id
    if is_where:
        return actions.ShowAddition(report_id=report_id)
    if is_button:
        return actions.SayIAmSafe(report_id=report_id)
    return actions.OpenReport(report_id=report_id)


def _leader_choice(
    turn: Turn, waiting: Sequence[tuple[Report, Escalation]], text: str
) -> TypedPress | None:
    """The buttons of a leader's cards; when several reports wait, the list of them."""
    if not waiting:
        return None
    chosen = (_chosen(typed_choices(card), text) for card in _leader_cards(turn, *waiting[0], text))
    press = next((it for it in chosen if it), None)
    return (actions.ShowPage(page="waiting"), {}) if press and len(waiting) > 1 else press


def _leader_cards(turn: Turn, report: Report, escalation: Escalation, text: str) -> list[Card]:
    """What a leader has been sent; a number never means a card that a reminder came after."""
    card = leader_card(turn.content, report, escalation, turn.actor.id)
    if escalation.reminded_at is None:
        return [card]
    reminder = reminder_card(turn.content, report, escalation)
    return [reminder] if normalized(text).isdigit() else [card, reminder]


def _chosen(buttons: Sequence[Sequence[Any]], text: str) -> TypedPress | None:
    """The button that was typed, and what was typed behind it after a colon."""
    titles = [(str(place), title) for place, (title, _) in enumerate(buttons)]
    said, _, reason = text.partition(":")
    picked = (
        match_choice(titles, text)
        or match_choice(titles, said)
        or match_label_part(titles, text, fewest=2)
    )
    if not picked:
        return None
    return actions.parse_press(
        {**buttons[int(picked)][1], f"{actions.INPUT}{REASON}": reason.strip()}
    )


def _small_menu(turn: Turn, text: str) -> None:
    said = " ".join(normalized_words(text))
    fits = _fitting(turn, lambda trigger: _begins_in(said, trigger))
    lead = turn.content.texts("menu.heard" if fits else "menu.not_understood")
    turn.show(menu_card(turn.content, lead, fits))


def _fitting(turn: Turn, is_named: Callable[[str], bool]) -> list[Scenario]:
    """The situations with a trigger that is named, the safest first."""
    catalogue = turn.content.catalogue
    fits = [it for it in catalogue.scenarios.values() if any(map(is_named, it.triggers))]
    fits.sort(key=lambda scenario: catalogue.rank(scenario.id))
    return fits[:_SHOWN_SUGGESTIONS]


def _begins_in(said: str, trigger: str) -> bool:
    """Whether words of it begin so, whatever follows: "harass" is in "I was harassed, twice"."""
    return f" {' '.join(normalized_words(trigger))}" in f" {said}"
