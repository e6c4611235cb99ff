"""Input that works at any time: words of danger, commands, the typed titles of buttons."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from botbuilder.dialogs import DialogContext

from bot.domain.errors import NotTheLeader, NotYours, Refusal
from bot.domain.escalation import Escalation
from bot.domain.journey import AskQuestion, CheckPreview, FillPage, ShowDanger, step_at, with_danger
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
from cards.leader.prompt_card import TICKS, prompt_card
from cards.leader.waiting_cards import reminder_card
from cards.menu_cards import crisis_card, menu_card
from cards.plain_text import typed_choices
from cards.report.danger_card import danger_pause_card
from cards.reporter.after_care_cards import afterwards_card, check_in_card
from cards.reporter.again_cards import LISTED
from cards.reporter.entry_cards import NUMBER, entry_reminder_card
from dialogs.message_edits import handle_edit, is_of_an_addition, remember_message
from dialogs.pages.menu import show_page
from dialogs.report.stages import has_words, suggestions, typed_move
from dialogs.router import ActionRouter
from dialogs.turn import RINGING, Turn, typed_texts

MAX_TEXT_LENGTH = 4000
WHERE_NOW = "where_now"
"""The fact in which a person in danger says how Security can find them."""
DANGER_PAUSE = timedelta(minutes=30)
"""How long after a 111 screen words of danger in an answer do not show it again."""

TypedPress = tuple[actions.Press, dict[str, str]]
"""A press made by typing the title of a button, with its inputs."""

log = logging.getLogger(__name__)


async def handle_input(dialog_context: DialogContext, turn: Turn) -> None:
    """Handles the input of a turn; a refusal becomes a reply."""
    router = ActionRouter(turn, dialog_context)
    is_typed = turn.user_input.message_id != ""
    draft, step = turn.draft, step_at(turn.position) if is_typed else ""
    try:
        if _mentions_self_harm(turn):
            await _help_in_crisis(router, turn)
        elif await _mentions_danger(turn):
            await _help_in_danger(router, turn)
        elif turn.user_input.press is not None:
            await router.route(turn.user_input.press, turn.user_input.inputs)
        elif turn.user_input.change is not None:
            await handle_edit(router, turn, _handle_text)
        else:
            await _handle_message(router, turn, cleaned(turn.user_input.text))
        if is_typed:
            remember_message(turn, draft, step)
    except (NotTheLeader, NotYours) as refusal:
        # Once is a mistake; repeated attempts must be visible in the log.
        facts = {"refusal": type(refusal).__name__, "person": turn.actor.id}
        log.warning("access refused", extra=facts)
        turn.say(refusal.key)
    except Refusal as refusal:
        turn.say(refusal.key)


async def _handle_message(router: ActionRouter, turn: Turn, text: str) -> None:
    """Handles the text; attachments are refused, and a forwarded message is not taken."""
    user_input = turn.user_input
    if user_input.has_files:
        turn.say("files.none")
    elif user_input.is_forwarded:
        turn.say("files.forwarded")
    if text or not (user_input.has_files or user_input.is_forwarded):
        await _handle_text(router, turn, text)
    else:
        await router.show_current()


async def _handle_text(router: ActionRouter, turn: Turn, text: str) -> None:
    if text and _needs_clear_no(turn):
        await _answer_danger_question(router, turn, text)
    elif isinstance(turn.position, ShowDanger) and turn.content.is_command(text, "menu"):
        await router.show_current()
    elif len(text) > MAX_TEXT_LENGTH:
        turn.say("unreadable.too_long")
        await router.show_current()
    elif command := _command(turn, text):
        await router.route(command, {})
    elif page := await _asked_page(turn, text):
        await show_page(turn, page)
    elif turn.content.is_command(text, "start_over"):
        await router.route(actions.StartReport(), {})
    elif turn.position is not None:
        await _answer_or_button(router, turn, text)
    elif typed_move(turn.content, text) and not await _is_shown_title(turn, text):
        turn.say("again.nothing_open")
        await router.show_current()
    elif press := await _typed_button(turn, text):
        await router.route(press[0], press[1])
    elif adding := turn.memory.get("adding"):
        if turn.user_input.change is not None:
            await router.show_current()  # the text of an older message is no addition
            return
        report_id, nonce = adding
        turn.added_to = report_id
        addition = actions.AddToReport(report_id=report_id, nonce=nonce)
        await router.route(addition, {"words": text})
    elif ringing := turn.memory.get(RINGING):
        if turn.user_input.change is not None:
            await router.show_current()
            return
        report_id, nonce = ringing
        await router.route(
            actions.SendRingRequest(report_id=report_id, nonce=nonce), {"words": text}
        )
    elif naming := turn.memory.get("naming"):
        await router.route(actions.LookUpSomebodyElse(report_id=naming), {"words": text})
    elif emergency_press := await _emergency_button(turn, text):
        await router.route(emergency_press, {})
    elif later := await _button_of_later(turn, text):
        await router.route(later[0], later[1])
    else:
        _show_menu(turn, text)


def _needs_clear_no(turn: Turn) -> bool:
    match turn.position:
        case AskQuestion(question):
            return turn.content.catalogue.asks_for_a_clear_no(question)
        case _:
            return False


async def _answer_danger_question(router: ActionRouter, turn: Turn, text: str) -> None:
    """Nothing typed here hides the question, and nothing that may be a yes is missed."""
    buttons = await _shown_buttons(turn)
    is_button = text.isdigit() or normalized(text) in (normalized(title) for title, _ in buttons)
    if is_button and (press := _match_button(turn, buttons, text)):
        await router.route(press[0], press[1])
    elif turn.content.is_command(text, "go_on"):
        await router.show_current()
    elif turn.content.is_command(text, "start_over"):
        await router.route(actions.StartReport(), {})
    else:
        await router.answer()


async def _answer_or_button(router: ActionRouter, turn: Turn, text: str) -> None:
    """Buttons of a card that was shown after the prompt come first, so that numbers mean it."""
    if press := await _shown_button(turn, text):
        await router.route(press[0], press[1])
    else:
        await router.answer()


def _mentions_self_harm(turn: Turn) -> bool:
    """Whether words of suicide or self-harm were typed. Nothing is assessed or stored of it."""
    if turn.memory.get("crisis") and _may_quote(turn):
        return False
    texts = typed_texts(turn.content.catalogue, turn.user_input)
    return bool(texts) and turn.content.self_harm.is_said_in(" ".join(texts))


async def _mentions_danger(turn: Turn) -> bool:
    """Whether words of danger were typed; the label of an offered choice does not count."""
    if _is_addition(turn):
        return False  # it goes to Security at once, and the card above it says 111
    if _needs_clear_no(turn) and turn.content.yes_and_no.is_no(turn.user_input.text):
        return False  # "No one is in danger" contains such words
    texts = typed_texts(turn.content.catalogue, turn.user_input)
    if _was_shown_danger(turn) or not any(map(turn.content.danger.is_said_in, texts)):
        return False
    return turn.user_input.press is not None or not await _is_label(turn, turn.user_input.text)


async def _is_label(turn: Turn, text: str) -> bool:
    """Whether the text is the label of a choice or option of the open prompt."""
    if turn.position is None:
        return False
    prompt = await turn.prompt()
    labels = prompt.labels
    if prompt.facts:
        labels += [(choice.id, choice.text) for choice in prompt.facts[0].choices]
    return match_choices(labels, text) is not None


def _is_addition(turn: Turn) -> bool:
    press = turn.user_input.press
    if press is not None:
        return isinstance(press, actions.AddToReport)
    if turn.user_input.change is not None:
        return is_of_an_addition(turn)
    return "adding" in turn.memory and turn.position is None


def _was_shown_danger(turn: Turn) -> bool:
    """Whether 111 was just shown, so that a threat can be quoted in an answer."""
    paused_at, are_words = turn.memory.get("paused_at"), _is_free_text(turn)
    if are_words and turn.draft is not None and turn.draft.is_in_a_hurry:
        return True  # 111 was shown, and this is for Security
    if paused_at is None or not (are_words or _is_decision(turn)):
        return False
    return turn.services.clock() - datetime.fromisoformat(paused_at) < DANGER_PAUSE


async def _help_in_danger(router: ActionRouter, turn: Turn) -> None:
    """Shows the 111 screen, after taking the text as an answer where it is one."""
    press, are_words = turn.user_input.press, _is_free_text(turn)
    if are_words or _is_decision(turn):
        turn.memory["paused_at"] = turn.services.clock().isoformat()
    if isinstance(press, actions.DecideOnEscalation):
        turn.show(danger_pause_card(turn.content, press.report_id))
        return
    if turn.user_input.change is not None:
        await handle_edit(router, turn, _handle_text)
    elif are_words:
        is_in_a_field = isinstance(turn.position, FillPage)
        await router.answer()
        if is_in_a_field:
            _keep_for_security(turn)
    await router.show_danger(is_sure=_is_surely_in_danger(turn))


def _keep_for_security(turn: Turn) -> None:
    """Keeps words of danger that their field did not take, such as that of a link or a day.

    They stand where a person in danger says where they are: in the next preview, for Security.
    """
    fact, draft = turn.content.catalogue.fact(WHERE_NOW), turn.draft
    if fact is None or draft is None:
        return
    typed = map(cleaned, typed_texts(turn.content.catalogue, turn.user_input))
    said = [text for text in typed if turn.content.danger.is_said_in(text)]
    lost = [text for text in said if not any(text in words for words in draft.words.values())]
    if lost:
        words = " ".join(filter(None, [draft.words.get(WHERE_NOW), *lost]))
        turn.draft = draft.with_facts({WHERE_NOW: ()}, {WHERE_NOW: words[: fact.max_length]})


def _is_surely_in_danger(turn: Turn) -> bool:
    """Whether the text is a clear yes: the title of the danger button, or a yes at the gate."""
    text, gate = turn.user_input.text, turn.content.catalogue.gate
    match turn.position:
        case AskQuestion(question) if question.id == gate.id:
            is_yes = turn.content.yes_and_no.begins_with_yes(text)
        case _:
            is_yes = False
    return is_yes or is_one_of(text, turn.content.texts("menu.danger"))


def _is_decision(turn: Turn) -> bool:
    return isinstance(turn.user_input.press, actions.DecideOnEscalation)


def _is_free_text(turn: Turn) -> bool:
    """Whether the input is free text in answer to the open prompt, or an addition."""
    answers = (actions.AnswerQuestion, actions.FillInForm)
    if turn.user_input.press is not None and not isinstance(turn.user_input.press, answers):
        return False
    if _is_addition(turn):
        return True
    match turn.position:
        case AskQuestion(question):
            return not question.choices
        case CheckPreview() if turn.draft is not None:
            return turn.draft.is_in_a_hurry  # where they are and a number
        case position:
            return isinstance(position, FillPage)


def _may_quote(turn: Turn) -> bool:
    """Whether the text may quote another person's words, so that one crisis card is enough."""
    return turn.user_input.press is not None or _is_free_text(turn)


async def _help_in_crisis(router: ActionRouter, turn: Turn) -> None:
    press, draft_id = turn.user_input.press, turn.draft.id if turn.draft else None
    if turn.draft is not None and await _mentions_danger(turn):
        turn.draft = with_danger(turn.content.catalogue, turn.draft.resumed())
        router.close_prompt()
    turn.memory["crisis"] = True
    leader_report_id = press.report_id if isinstance(press, actions.DecideOnEscalation) else None
    suggested = [] if draft_id or leader_report_id else _suggestions_beside_crisis(turn)
    card = crisis_card(
        turn.content, draft_id=draft_id, leader_report_id=leader_report_id, suggested=suggested
    )
    turn.show(card, asks="crisis" if draft_id else "")


def _suggestions_beside_crisis(turn: Turn) -> list[Scenario]:
    """Scenarios that are named besides the phrases of self-harm."""
    self_harm, said = turn.content.self_harm, " ".join(normalized_words(turn.user_input.text))
    left = self_harm.without(turn.user_input.text)

    def is_named(trigger: str) -> bool:
        return has_words(said if self_harm.is_said_in(trigger) else left, trigger)

    return suggestions(turn, is_named)


async def _asked_page(turn: Turn, text: str) -> str | None:
    """The page about the bot that was asked for; in free text only if nothing else is said."""
    asked = turn.content.asked
    for page, phrases in (("privacy", asked.privacy), ("people", asked.people)):
        is_said = phrases.is_all_of if _is_free_text(turn) else phrases.is_said_in
        if is_said(text) and not await _is_label(turn, text) and not await _is_title(turn, text):
            return page
    return None


async def _is_title(turn: Turn, text: str) -> bool:
    """Whether the text is the title of a button that was just shown."""
    said = normalized(text)
    return any(said == normalized(title) for title, _ in await _shown_buttons(turn))


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


async def _is_shown_title(turn: Turn, text: str) -> bool:
    """Whether the card shown last has a button of just this title, such as "Undo"."""
    titles = [title for title, _ in await _shown_buttons(turn)]
    return normalized(text) in map(normalized, titles)


async def _shown_button(turn: Turn, text: str) -> TypedPress | None:
    return _match_button(turn, await _shown_buttons(turn), text)


async def _shown_buttons(turn: Turn) -> Sequence[Sequence[Any]]:
    """Buttons of the card shown last; of a status card its present ones, for it is updated."""
    if report_id := turn.memory.get("menu_of"):
        for report, escalation in await turn.services.reports.by_reporter(turn.actor):
            if report.id == report_id:
                return typed_choices(turn.status(report, escalation))
    return turn.memory.get("menu") or []


async def _typed_button(turn: Turn, text: str) -> TypedPress | None:
    """A number means the newest card, also one the worker sent; words mean any of the cards."""
    waiting = await turn.services.reports.awaiting(turn.actor)
    if not normalized(text).isdigit():
        return await _shown_button(turn, text) or _leader_button(turn, waiting, text)
    menu_at = turn.memory.get("menu_at", "")
    notified_at = [at for _, escalation in waiting for at in escalation.notified_at(turn.actor.id)]
    if any(at.isoformat() > menu_at for at in notified_at):
        return _leader_button(turn, waiting, text)
    return await _shown_button(turn, text)


async def _emergency_button(
    turn: Turn, text: str
) -> actions.ShowAddition | actions.SayIAmSafe | actions.OpenReport | None:
    """The press meant by "I am safe" or the like after an emergency report was sent."""
    texts = turn.content.texts
    is_where = normalized(text) == normalized(texts("status.add_where"))
    is_button = normalized(text) == normalized(texts("status.safe_now"))
    if not (is_where or is_button or turn.content.is_command(text, "safe")):
        return None
    newest = next(iter(await turn.services.reports.by_reporter(turn.actor)), None)
    if newest is None or not newest[1].is_on_its_way or not newest[1].may_be_in_danger:
        return None
    report_id = newest[0].id
    if is_where:
        return actions.ShowAddition(report_id=report_id)
    if is_button:
        return actions.SayIAmSafe(report_id=report_id)
    return actions.OpenReport(report_id=report_id)


def _leader_button(
    turn: Turn, waiting: Sequence[tuple[Report, Escalation]], text: str
) -> TypedPress | None:
    """A button of the leader's card; the list of reports if several wait for this leader."""
    if not waiting:
        return None
    cards = _leader_cards(turn, *waiting[0], text)
    presses = (_match_button(turn, typed_choices(card), text) for card in cards)
    press = next(filter(None, presses), None)
    return (actions.ShowPage(page="waiting"), {}) if press and len(waiting) > 1 else press


async def _button_of_later(turn: Turn, text: str) -> TypedPress | None:
    """A button of a card that the worker may have sent in the days after a report."""
    if normalized(text).isdigit():
        return None
    reports, content = turn.services.reports, turn.content
    cards: list[Card] = []
    for report, escalation in await reports.by_reporter(turn.actor):
        if escalation.check_in and escalation.check_in.is_unanswered:
            number = len(escalation.check_in.asked)
            cards.append(check_in_card(content, report, number))
        if not (escalation.was_taken_back or escalation.may_be_in_danger):
            cards.append(entry_reminder_card(content, report, escalation))
            cards.append(afterwards_card(content, report, escalation))
    for report, escalation in await reports.led_by(turn.actor):
        cards.append(leader_card(content, report, escalation, turn.actor.id, turn.services.clock()))
        if escalation.care_of(turn.actor.id).prompted:
            cards.append(prompt_card(content, report, escalation, turn.actor.id))
    presses = (_match_button(turn, typed_choices(card), text) for card in cards)
    return next(filter(None, presses), None)


def _leader_cards(turn: Turn, report: Report, escalation: Escalation, text: str) -> list[Card]:
    """The cards a leader was sent; a number means the reminder if there is one."""
    card = leader_card(turn.content, report, escalation, turn.actor.id, turn.services.clock())
    if escalation.reminded_at is None:
        return [card]
    reminder = reminder_card(turn.content, report, escalation)
    return [reminder] if normalized(text).isdigit() else [card, reminder]


def _match_button(turn: Turn, buttons: Sequence[Sequence[Any]], text: str) -> TypedPress | None:
    """The button whose title or number was typed; text after a colon is its input."""
    titles = [(str(index), title) for index, (title, _) in enumerate(buttons)]
    title, _, reason = text.partition(":")
    index = (
        match_choice(titles, text)
        or match_choice(titles, title)
        or match_choice(titles, _title_of(turn, text))
        or match_label_part(titles, text, fewest=2)
    )
    if not index:
        return None
    inputs = (f"{actions.INPUT}{name}" for name in (REASON, NUMBER, LISTED, TICKS))
    said = dict.fromkeys(inputs, reason.strip()) if reason.strip() else {}
    return actions.parse_press({**buttons[int(index)][1], **said})


def _title_of(turn: Turn, text: str) -> str:
    """The title of a button for which these are other words; else the text itself."""
    texts, prefix = turn.content.texts, "typed_as."
    keys = [key for key in texts.placeholders if key.startswith(prefix)]
    meant = [key.removeprefix(prefix) for key in keys if is_one_of(text, texts(key))]
    return texts(meant[0]) if meant else text


def _show_menu(turn: Turn, text: str) -> None:
    """The menu with the scenarios that the text names; nothing in it was understood."""
    said = " ".join(normalized_words(text))
    suggested = suggestions(turn, lambda trigger: has_words(said, trigger))
    lead = turn.content.texts("menu.heard" if suggested else "menu.not_understood")
    turn.show_menu(menu_card(turn.content, lead, suggested))
