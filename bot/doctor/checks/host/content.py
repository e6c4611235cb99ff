"""Content: proved by loading it and rendering every card, as at a start."""

import asyncio
from collections.abc import Sequence

from bot.bootstrap.accepted_content import accepted_content
from bot.content import Content, ContentRefused
from bot.content.loading.loader import SHIPPED
from bot.doctor.results import CheckFailed, Remark, fine, warning
from bot.domain.timers import NEW_ZEALAND
from bot.ports import Clock
from bot.settings import Settings

CORRECT = "Correct the file; app.py check proves it."
NOTE = "Have the owner of the content see to what app.py check lists."
CONFIRM = (
    "Have the owner of the content confirm each in contacts.toml, with its number or address. Until"
    " then the bot is not ready for the people who need them."
)


class ContentCheck:
    """The content at CONTENT_DIR, or the shipped one."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._folder = settings.content_dir or SHIPPED
        self._clock = clock
        self.content: Content | None = None
        """Once it was accepted."""

    async def can_be_read(self) -> Sequence[Remark]:
        """Proves that it is accepted; counts its warnings."""
        today = self._clock().astimezone(NEW_ZEALAND).date()
        try:
            content = await asyncio.to_thread(accepted_content, self._folder, today=today)
        except ContentRefused as refused:
            return [Remark("failed", error, CORRECT) for error in refused.errors]
        self.content = content
        read = f"Content {content.version} was read."
        if open_ := len(content.warnings):
            # Listed one by one they would bury results that only an administrator can cure.
            return warning(f"{read} Still to be confirmed, checked or decided: {open_}.", NOTE)
        return fine(read)

    async def can_be_followed(self) -> Sequence[Remark]:
        """Proves that whoever an instruction sends people to can be reached."""
        assert self.content is not None
        if missing := self.content.unreachable:
            raise CheckFailed(
                "Instructions need contacts that nobody has confirmed, so people are sent to"
                f" nobody, or are not told of them: {', '.join(missing)}.",
                CONFIRM,
            )
        return fine("Everybody whom an instruction sends people to has a number or an address.")
