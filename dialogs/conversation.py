"""What a person may say or press at any time, and where it leads."""

from botbuilder.dialogs import DialogContext

from bot.domain.reading import cleaned, pick, plain
from bot.domain.refusals import Refusal
from cards import actions
from cards.leader_cards import leader_card
from cards.menu_cards import crisis_card, menu_card
from cards.twin import typed_choices
from dialogs.prompts import typed_move
from dialogs.stages import stop
from dialogs.talk import Talk
from dialogs.taps import Taps

LONGEST_HEARD = 4000
_SHOWN_SUGGESTIONS = 3


async def hear(dialog_context: DialogContext, talk: Talk) -> None:
    """One turn: the answer to the open question, or one of the things that work anywhere."""
    taps = Taps(talk, dialog_context)
    try:
        if _needs_crisis_help(talk):
            talk.memory["crisis"] = True
            talk.show(crisis_card(talk.content, has_draft=talk.draft is not None))
        elif talk.heard.has_files:
            talk.say("files.none")
            await taps.where_we_are()
        elif talk.heard.press is not None:
            await taps.take(talk.heard.press, talk.heard.inputs)
        else:
            await _hear_words(taps, talk, cleaned(talk.heard.text))
    except Refusal as refusal:
        talk.say(refusal.key)
    except KeyError:
        raise  # a fault of ours or of what is kept, where an unknown report is a LookupError
    except LookupError:
        talk.say("refusal.unknown")


async def _hear_words(taps: Taps, talk: Talk, text: str) -> None:
    if len(text) > LONGEST_HEARD:
        talk.say("unreadable.too_long")
        await taps.where_we_are()
    elif command := _command(talk, text):
        await taps.take(command, {})
    elif _says(talk, text, "start_over"):
        stop(talk)
        taps.leave()
        await taps.take(actions.StartReport(), {})
    elif talk.draft is not None:
        await _answer_or_menu(taps, talk, text)
    elif typed_move(talk, text):
        talk.say("again.nothing_open")
        await taps.where_we_are()
    elif press := await _leader_choice(talk, text) or _menu_choice(talk, text):
        await taps.take(press[0], press[1])
    else:
        _small_menu(talk, text)


async def _answer_or_menu(taps: Taps, talk: Talk, text: str) -> None:
    """A number means the card that was shown last; an open question forgets every other card."""
    if press := _menu_choice(talk, text):
        await taps.take(press[0], press[1])
    else:
        await taps.answer()


def _needs_crisis_help(talk: Talk) -> bool:
    """Words of suicide or self-harm stop the form once; nothing is assessed, nothing is kept."""
    if talk.memory.get("crisis"):
        return False
    said = " ".join([talk.heard.text, *talk.heard.inputs.values()])
    words = plain(said)
    return any(plain(word) in words for word in talk.content.self_harm.words)


def _command(talk: Talk, text: str) -> actions.Press | None:
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
    return next((press for words, press in pages.items() if _says(talk, text, words)), None)


def _says(talk: Talk, text: str, words: str) -> bool:
    known = talk.content.texts(f"words.{words}").split(",")
    return plain(text) in (plain(word) for word in known)


def _menu_choice(talk: Talk, text: str) -> tuple[actions.Press, dict[str, str]] | None:
    menu = talk.memory.get("menu") or []
    picked = pick([(str(place), title) for place, (title, _) in enumerate(menu)], text)
    return actions.parse(menu[int(picked)][1]) if picked else None


async def _leader_choice(talk: Talk, text: str) -> tuple[actions.Press, dict[str, str]] | None:
    """The buttons of a leader's card, typed; when several reports wait, the list of them.

    A number means the card that was shown last; words mean whichever card has them.
    """
    waiting = await talk.services.reports.awaiting(talk.actor)
    if not waiting:
        return None
    asked_at = waiting[0][1].asked_at
    is_newest = asked_at is not None and asked_at.isoformat() > talk.memory.get("menu_at", "")
    if plain(text).isdigit() and not is_newest:
        return None
    buttons = typed_choices(leader_card(talk.content, *waiting[0]))
    said, _, reason = text.partition(":")
    picked = pick([(str(place), title) for place, (title, _) in enumerate(buttons)], said)
    if not picked:
        return None
    if len(waiting) > 1:
        return actions.ShowPage(page="waiting"), {}
    data = {**buttons[int(picked)][1], f"{actions.INPUT}reason": reason.strip()}
    return actions.parse(data)


def _small_menu(talk: Talk, text: str) -> None:
    said = f" {plain(text)} "
    scenarios = talk.content.catalogue.scenarios.values()
    fits = [it for it in scenarios if any(f" {plain(word)} " in said for word in it.triggers)]
    fits.sort(key=lambda scenario: talk.content.catalogue.rank(scenario.id))
    lead = talk.content.texts("menu.lead")
    talk.show(menu_card(talk.content, lead, fits[:_SHOWN_SUGGESTIONS]))
