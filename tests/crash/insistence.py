"""People who go on as people do: when nothing comes of a press, they press again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tests.crash.office import Office
from tests.journeys.people import Button, Somebody

MOST_TRIES = 60
LOOKS_FOR = 1.5
"""Seconds for which somebody looks at the chat before pressing again."""
AFTER_AN_ERROR = 0.2


@dataclass
class Insister(Somebody):
    """Somebody who is not put off by an error."""

    teams: Office

    async def insists(self, title: str, until: Callable[[], bool], /, **inputs: str) -> None:
        """Presses until something is so. A button that is there no more is not missed."""
        for _ in range(MOST_TRIES):
            if until() or not (button := self.finds(title)):
                return
            await self.tries(button, until, **inputs)
        raise AssertionError(f"nothing ever came of {title!r}")

    async def tries(self, button: Button, until: Callable[[], bool], /, **inputs: str) -> None:
        """Presses once, and looks for a while whether it helped."""
        await self.teams.is_served()
        delivered = await self.pressing(button, **inputs)
        await self.sees_that(until, LOOKS_FOR if delivered.status == 200 else AFTER_AN_ERROR)

    async def sees_that(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Looks at the chat for so long; whether it came true."""
        with suppress(TimeoutError):
            return await self.teams.until(condition, seconds)
        return False

    def finds(self, title: str) -> Button | None:
        """The newest button with these words, if there is one."""
        return next((it for it in reversed(self.buttons()) if title in it.title), None)
