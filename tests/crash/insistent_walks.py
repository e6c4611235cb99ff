"""The way to the preview, for people to whom the bot does not always answer."""

from collections.abc import Callable, Mapping

from tests.crash.insistence import Insister
from tests.journeys.people import Button, JsonObject, picked_in, said
from tests.words import choice_text, fragment, words

MOST_STEPS = 300
BEGIN = words("menu.report")
NEXT = words("question.next")
BY_MAIL = words("tell.name_label")
WAY = (
    words("confirm_leader.yes"),
    fragment("tell.leader"),
    words("guidance.report"),
    words("move.skip"),
    choice_text("danger", "no"),
    words("tell.other-leader"),
    BEGIN,
)
"""What is pressed on the way to the preview: the first of these that the newest card offers."""


async def arrives(reporter: Insister) -> None:
    """Adds the app; a menu that does not come is asked for."""
    await reporter.teams.is_served()
    await reporter.installs()
    for _ in range(MOST_STEPS):
        if reporter.finds(BEGIN):
            return
        await _says_hello(reporter)
    raise AssertionError("never saw the menu")


async def begins(reporter: Insister) -> None:
    """Begins a report; its first question is open."""
    await reporter.insists(BEGIN, lambda: reporter.finds(choice_text("danger", "no")) is not None)


async def comes_to_preview(reporter: Insister, situation: str, leader: Insister) -> None:
    """On from wherever they are."""
    for _ in range(MOST_STEPS):
        if await takes_a_step(reporter, situation, leader):
            return
    raise AssertionError("never came to the preview")


async def takes_a_step(reporter: Insister, situation: str, leader: Insister) -> bool:
    """One press on the way to the preview; whether they are there."""
    if (button := _next_button(reporter, situation)) is None:
        await _says_hello(reporter)
        return False
    if button.title != words("preview.send"):
        given = _given(reporter, button, situation, leader) if button.title == NEXT else {}
        await reporter.tries(button, _is_changed(reporter), **given)
        return False
    return True


def _given(
    reporter: Insister, button: Button, situation: str, leader: Insister
) -> Mapping[str, str]:
    """What goes with Next: the situation that is ticked in a list, or the leader's name."""
    (shown,) = (it for it in reporter.shown if it.id == button.activity_id)
    picked = picked_in(shown.current, situation)
    return {"choice": picked} if picked else {"words": leader.member.name}


async def _says_hello(reporter: Insister) -> None:
    await reporter.teams.is_served()
    await reporter.says("hello")


def _next_button(reporter: Insister, situation: str) -> Button | None:
    """What to press now, on the newest message that offers any of it."""
    for shown in reversed(reporter.shown):
        offered = {it.title: it for it in reporter.buttons() if it.activity_id == shown.id}
        wanted = [
            words("preview.send"),
            *([NEXT] if _takes_next(shown.current, situation) else []),
            situation,
            *WAY,
        ]
        for title in wanted:
            found = next((it for it in offered if it == title or _ends(it, title)), None)
            if found:
                return offered[found]
    return None


def _takes_next(activity: JsonObject, situation: str) -> bool:
    return BY_MAIL in said(activity) or picked_in(activity, situation) is not None


def _ends(title: str, with_this: str) -> bool:
    return with_this.startswith(", ") and title.endswith(with_this)


def _is_changed(somebody: Insister) -> Callable[[], bool]:
    """Says whether anything in the chat is new since now."""

    def changes() -> int:
        return sum(len(shown.versions) for shown in somebody.shown)

    before = changes()
    return lambda: changes() != before
