"""Ways through the chat that many tests begin with."""

from tests.journeys.people import Somebody

MOST_STEPS = 40


async def to_guidance(somebody: Somebody, situation: str) -> None:
    """Reports a situation, nobody in danger, every question skipped."""
    await somebody.presses("Report harmful content")
    await somebody.presses("No")
    await somebody.presses(situation)
    for _ in range(MOST_STEPS):
        if "Report this" in _titles(somebody):
            return
        await somebody.presses("Skip")
    raise AssertionError("the guidance never came")


async def to_telling(somebody: Somebody, situation: str) -> None:
    """On through an empty form."""
    await to_guidance(somebody, situation)
    await somebody.presses("Report this")
    for _ in range(MOST_STEPS):
        if "Security only" in _titles(somebody):
            return
        await somebody.presses("Skip")
    raise AssertionError("nobody asked whom to tell")


async def to_preview(somebody: Somebody, situation: str, tell: str | None = None) -> None:
    """On to the preview, telling the leader on record or whoever is named by a button."""
    await to_telling(somebody, situation)
    await somebody.presses(tell or "My people leader: Wiremu Example")


def _titles(somebody: Somebody) -> list[str]:
    return [button.title for button in somebody.newest_buttons()]
