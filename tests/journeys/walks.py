"""Ways through the chat that many tests begin with."""

import asyncio

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.stand_ins.teams import Delivered
from tests.words import choice_text, menu_title, page_title, question_text, words

MOST_STEPS = 40
HIGH = menu_title("identifying-content")
"""With every question skipped, this situation waits for the leader for two hours."""
STANDARD = menu_title("support-or-not-sure")
"""With every question skipped, a report of this waits for one working day."""
URGENT = menu_title("threat")
"""This goes to Security at once."""
PATTERN = "several-posters"
"""Pushes the level up by one."""
WIREMU = words("tell.leader", name="Wiremu Example")


async def with_app(bot: Running, name: str) -> Somebody:
    """One of the people of the directory, who has just added the app."""
    somebody = bot.person(name)
    await somebody.installs()
    return somebody


async def to_questions(somebody: Somebody, situation: str) -> None:
    """Reports a situation, nobody in danger; its first question is open."""
    await somebody.presses(words("menu.report"))
    await somebody.presses(choice_text("danger", "no"))
    await somebody.presses(situation)


async def to_guidance(somebody: Somebody, situation: str) -> None:
    """On with every question skipped."""
    await to_questions(somebody, situation)
    await skip_until(somebody, words("guidance.report"))


async def to_form(somebody: Somebody, situation: str) -> None:
    """On to the first page of the form."""
    await to_guidance(somebody, situation)
    await somebody.presses(words("guidance.report"))
    await skip_until(somebody, page_title("where"))


async def to_telling(somebody: Somebody, situation: str) -> None:
    """On through an empty form."""
    await to_guidance(somebody, situation)
    await somebody.presses(words("guidance.report"))
    await skip_until(somebody, words("tell.security-only"))


async def to_preview(somebody: Somebody, situation: str, tell: str = WIREMU) -> None:
    """On to the preview, telling the leader on record or whoever is named by a button."""
    await to_telling(somebody, situation)
    await _is_offered(somebody, tell)
    await somebody.presses(tell)


async def _is_offered(somebody: Somebody, tell: str) -> None:
    """On a busy machine the directory may say a moment later who leads this person."""
    for _ in range(MOST_STEPS):
        if tell in [button.title for button in somebody.newest_buttons()]:
            return
        await asyncio.sleep(0.05)
        await somebody.says("go on")


async def reports(somebody: Somebody, situation: str, tell: str = WIREMU) -> None:
    """On to the end: the report is sent."""
    await to_preview(somebody, situation, tell)
    await somebody.presses(words("preview.send"))


async def reports_details(somebody: Somebody) -> None:
    """A report with something ticked that only the details tell a leader."""
    await to_questions(somebody, menu_title("targeted-because-of-work"))
    await skip_until(somebody, question_text("pattern"))
    await somebody.presses(words("question.next"), choice=PATTERN)
    await skip_until(somebody, words("guidance.report"))
    await somebody.presses(words("guidance.report"))
    await skip_until(somebody, words("tell.security-only"))
    await _is_offered(somebody, WIREMU)
    await somebody.presses(WIREMU)
    await somebody.presses(words("preview.send"))


async def to_short_telling(somebody: Somebody, situation: str = URGENT) -> None:
    """Somebody is in danger: the 111 screen, and from there straight to whom to tell."""
    await somebody.presses(words("menu.report"))
    await somebody.presses(choice_text("danger", "yes"))
    await somebody.presses(words("danger.send_now"))
    await somebody.presses(situation)
    await somebody.presses(words("move.skip"))


async def reports_in_short(
    somebody: Somebody, tell: str = words("tell.security-only"), situation: str = URGENT
) -> None:
    """The shortest way to a report."""
    await to_short_telling(somebody, situation)
    await somebody.presses(tell)
    await somebody.presses(words("preview.send"))


async def informs_in_short(bot: Running, somebody: Somebody) -> None:
    """The same, and the people leader hears of it: the directory has said who that is."""
    await somebody.presses(words("menu.report"))
    await bot.rests()
    await somebody.presses(words("move.stop"))
    await reports_in_short(somebody, WIREMU)


async def names(somebody: Somebody, leader: str) -> None:
    """Chooses somebody else who leads people, by mail address or name, and says that it is them."""
    await looks_for(somebody, leader)
    await somebody.presses(words("confirm_leader.yes"))


async def names_nobody_known(somebody: Somebody, leader: str) -> None:
    """Chooses somebody else, whom nobody could find, and goes on all the same."""
    await looks_for(somebody, leader)
    await somebody.presses(words("confirm_leader.as-named"))


async def looks_for(somebody: Somebody, leader: str) -> None:
    """Types or pastes a name; what the directory made of it is shown."""
    await somebody.presses(words("tell.other-leader"))
    await somebody.presses(words("question.next"), words=leader)


async def skip_until(somebody: Somebody, phrase: str) -> None:
    """Skips whatever is asked until the newest card says this."""
    for _ in range(MOST_STEPS):
        if phrase in somebody.sees:
            return
        await somebody.presses(words("move.skip"))
    raise AssertionError(f"nothing said {phrase!r}")


async def types_to_field(bot: Running, somebody: Somebody, field_id: str) -> Delivered:
    """Reports being targeted by typing alone, everything skipped until this field is open.

    Gives the message that said that nobody is in danger.
    """
    field, texts = bot.content.form.field(field_id), bot.content.texts
    assert field is not None
    await somebody.says("report")
    no = await somebody.says("no")
    await somebody.says(menu_title("targeted-because-of-work"))
    for _ in range(MOST_STEPS):
        if field.label in somebody.answer:
            return no
        is_read = texts("guidance.report") in somebody.answer
        await somebody.says(words("guidance.report") if is_read else "skip")
    raise AssertionError(f"nothing asked for {field_id!r}")


async def types_to_the_end(bot: Running, somebody: Somebody) -> None:
    """On from a field by typing alone, until the report is sent to Security only."""
    for _ in range(MOST_STEPS):
        if bot.content.texts("tell.title") in somebody.answer:
            break
        await somebody.says("skip")
    await somebody.says(words("tell.security-only").lower())
    await somebody.says(words("preview.send").lower())
    await bot.rests()
