"""Ways to the preview in the real client, as the journeys take them."""

from tests.browser.windows import Window
from tests.words import choice_text, menu_title, words

MOST_STEPS = 12


async def to_kind(staff: Window) -> None:
    """Nobody is in danger; the situations are shown."""
    await staff.moves_on(words("menu.report"))
    await staff.moves_on(choice_text("danger", "no"))


async def chooses_kind(staff: Window, situation: str) -> None:
    """Ticks it, and goes on."""
    await staff.chooses(menu_title(situation))
    await staff.moves_on(words("question.next"))


async def to_preview(staff: Window, situation: str, journey: str, names: str = "") -> None:
    """On with little answered, and a picture of each card."""
    await to_kind(staff)
    await chooses_kind(staff, situation)
    for step in range(MOST_STEPS):
        await staff.keeps(f"{journey}-question-{step}")
        buttons = await staff.buttons()
        if words("guidance.report") in buttons:
            break
        asked = await staff.choices()
        if names and choice_text("names", names) in asked:
            await staff.chooses(choice_text("names", names))
            await staff.moves_on(words("question.next"))
        elif choice_text("shows", "workplace") in asked:
            await staff.chooses(choice_text("shows", "workplace"))
            await staff.moves_on(words("question.next"))
        else:
            await staff.moves_on(words("move.skip"))
    await staff.moves_on(words("guidance.report"))
    await staff.keeps(f"{journey}-preview")


async def in_danger_to_preview(staff: Window) -> None:
    """The shortest way: 111 first, then straight to Send."""
    await staff.moves_on(words("menu.report"))
    await staff.presses(choice_text("danger", "yes"))
    await staff.waits_for_button(words("danger.send_now"))
    await staff.moves_on(words("danger.send_now"))
