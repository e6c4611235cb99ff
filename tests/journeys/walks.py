"""Ways through the chat that many tests begin with."""

import asyncio
from collections.abc import Mapping

from cards.actions import INPUT
from tests.builders import shipped
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.stand_ins.teams import Delivered
from tests.words import choice_text, fragment, menu_title, page_title, tick_text, words

MOST_STEPS = 40
HIGH = menu_title("identifying-content")
"""With every question skipped, this situation waits for the leader for two hours."""
STANDARD = menu_title("support-or-not-sure")
"""With every question skipped, a report of this waits for one working day."""
URGENT = menu_title("threat")
"""This goes to Security at once."""
LEADER = "the people leader on record"
"""Told by default: nothing has to be pressed."""
WIREMU = LEADER
PATTERN = "several_posters"
"""Pushes the level up by one, and is one of the details for a leader."""


async def with_app(bot: Running, name: str) -> Somebody:
    """One of the people of the directory, who has just added the app."""
    somebody = bot.person(name)
    await somebody.installs()
    return somebody


async def begins(somebody: Somebody) -> None:
    """Starts a report from the menu, which is asked for if an earlier report took its place."""
    if words("menu.report") not in [button.title for button in somebody.buttons()]:
        await somebody.says("menu")
    await somebody.presses(words("menu.report"))


async def to_questions(somebody: Somebody, situation: str) -> None:
    """Reports a situation, nobody in danger; its first question is open."""
    await begins(somebody)
    await somebody.presses(choice_text("danger", "no"))
    await somebody.presses(situation)


async def to_ticks(somebody: Somebody, situation: str) -> None:
    """On to the card of ticks, with every question before it skipped."""
    await to_questions(somebody, situation)
    await skip_until(somebody, words("ticks.title"))


async def to_guidance(somebody: Somebody, situation: str) -> None:
    """On with every question skipped."""
    await to_questions(somebody, situation)
    await skip_until(somebody, words("guidance.report"))


async def to_preview(somebody: Somebody, situation: str, tell: str = LEADER) -> None:
    """On to the preview, telling the leader on record or whoever is named by a button."""
    await to_guidance(somebody, situation)
    await somebody.presses(words("guidance.report"))
    await _tells(somebody, tell)


async def _tells(somebody: Somebody, tell: str) -> None:
    """Changes who is told; the people leader on record is told by default."""
    if tell == LEADER:
        await leader_is_known(somebody)
    else:
        await to_telling_from_preview(somebody)
        await somebody.presses(tell)


async def leader_is_known(somebody: Somebody) -> None:
    """On a busy machine the directory may say a moment later who leads this person."""
    for _ in range(MOST_STEPS):
        if fragment("preview.leader_reads") in somebody.sees:
            return
        await asyncio.sleep(0.05)
        await somebody.says("go on")


async def to_telling(somebody: Somebody, situation: str) -> None:
    """On to the choice of whom to tell."""
    await to_guidance(somebody, situation)
    await somebody.presses(words("guidance.report"))
    await to_telling_from_preview(somebody)


async def to_telling_from_preview(somebody: Somebody) -> None:
    """From the preview to the choice of whom to tell."""
    await somebody.presses(words("preview.whom"))


async def to_page(somebody: Somebody, situation: str, page: str) -> None:
    """On to a page of details."""
    await to_preview(somebody, situation)
    await opens_page(somebody, page)


async def to_details(somebody: Somebody, situation: str) -> None:
    """On to the list of the pages of details."""
    await to_preview(somebody, situation)
    await somebody.presses(words("preview.details"))


async def opens_page(somebody: Somebody, page: str) -> None:
    """From the preview to a page of details."""
    await somebody.presses(words("preview.details"))
    await somebody.presses(page_title(page))


async def to_detail(somebody: Somebody, situation: str, fact_id: str) -> None:
    """On to the page with this fact, which the next typed answer is for."""
    pages = shipped().catalogue.details.pages
    (page,) = (page for page in pages if fact_id in page.facts)
    await to_page(somebody, situation, page.id)
    for _ in range(MOST_STEPS):
        if next(iter(inputs_of(somebody))) == fact_id:
            return
        await somebody.says("skip")
    raise AssertionError(f"nothing asked for {fact_id!r}")


def inputs_of(somebody: Somebody) -> Mapping[str, str]:
    """The facts that the newest card has an input for, each with what is filled in."""
    found = {}
    for part in somebody.shown[-1].card["body"]:
        name = str(part.get("id"))
        if name.startswith(INPUT):
            found[name.removeprefix(INPUT)] = str(part.get("value") or "")
    return found


async def adds(somebody: Somebody, page: str, **details: str) -> None:
    """From the preview: fills in a page of details, and is back there."""
    await opens_page(somebody, page)
    await somebody.presses(words("form.save"), **details)
    await somebody.presses(words("move.back"))


async def reports(somebody: Somebody, situation: str, tell: str = LEADER) -> None:
    """On to the end: the report is sent."""
    await to_preview(somebody, situation, tell)
    await somebody.presses(words("preview.send"))


async def approved(
    bot: Running, somebody: Somebody, leader: Somebody, situation: str = HIGH
) -> None:
    """A report that the leader has approved, and that has gone."""
    await reports(somebody, situation)
    await bot.rests()
    await leader.presses(words("leader.approve"))
    await bot.rests()


async def reports_details(somebody: Somebody) -> None:
    """A report with something ticked that only the details tell a leader."""
    await to_questions(somebody, menu_title("targeted-because-of-work"))
    await skip_until(somebody, tick_text(PATTERN))
    await somebody.presses(words("question.next"), choice=PATTERN)
    await somebody.presses(words("guidance.report"))
    await leader_is_known(somebody)
    await somebody.presses(words("preview.send"))


async def takes_back(somebody: Somebody) -> None:
    """Takes the newest report back, and says that this is meant."""
    await somebody.presses(words("status.withdraw"))
    await somebody.presses(words("withdraw.sure"))


async def to_short_preview(somebody: Somebody, situation: str | None = URGENT) -> None:
    """Somebody is in danger: the 111 screen, and from there straight to the preview."""
    await begins(somebody)
    await somebody.presses(choice_text("danger", "yes"))
    await somebody.presses(words("danger.send_now"))
    if situation is not None:
        await somebody.presses(words("preview.kind"))
        await somebody.presses(situation)


async def reports_in_short(
    somebody: Somebody, tell: str = words("tell.security-only"), situation: str | None = URGENT
) -> None:
    """The shortest way to a report."""
    await to_short_preview(somebody, situation)
    await _tells(somebody, tell)
    await somebody.presses(words("preview.send"))


async def informs_in_short(bot: Running, somebody: Somebody) -> None:
    """The same, and the people leader hears of it: the directory has said who that is."""
    await begins(somebody)
    await bot.rests()
    await somebody.presses(words("move.stop"))
    await reports_in_short(somebody, LEADER)


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


async def types_to_field(bot: Running, somebody: Somebody, fact_id: str) -> Delivered:
    """Reports being targeted by typing alone, on to the page of details with this fact.

    Gives the message that said that nobody is in danger.
    """
    catalogue, texts = bot.content.catalogue, bot.content.texts
    (page,) = (page for page in catalogue.details.pages if fact_id in page.facts)
    await somebody.says("report")
    no = await somebody.says("no")
    await somebody.says(menu_title("targeted-because-of-work"))
    for _ in range(MOST_STEPS):
        if texts("preview.title") in somebody.answer:
            break
        is_read = texts("guidance.report") in somebody.answer
        await somebody.says(words("guidance.report") if is_read else "skip")
    await somebody.says(words("preview.details"))
    await somebody.says(page.title)
    for name in page.facts:
        fact = catalogue.facts[name]
        if name == fact_id:
            return no
        if not fact.only_with:
            await somebody.says("skip")
    raise AssertionError(f"nothing asked for {fact_id!r}")


async def types_to_the_end(bot: Running, somebody: Somebody) -> None:
    """On from a page of details by typing alone, until the report is sent to Security only."""
    for _ in range(MOST_STEPS):
        if bot.content.texts("preview.title") in somebody.answer:
            break
        await somebody.says("back")
    await somebody.says(words("preview.whom"))
    await somebody.says(words("tell.security-only").lower())
    await somebody.says(words("preview.send").lower())
    await bot.rests()
