"""Content: proved by loading it and rendering every card, as at a start."""

import asyncio
from collections.abc import Sequence

from bot.bootstrap.accepted_content import accepted_content
from bot.content import ContentRefused
from bot.content.loading.loader import SHIPPED
from bot.doctor.results import Remark, fine, warning
from bot.domain.timers import NEW_ZEALAND
from bot.ports import Clock
from bot.settings import Settings

CORRECT = "Correct the file; app.py check proves it."
NOTE = "Have the owner of the content see to what app.py check lists; the bot works all the same."


class ContentCheck:
    """The content at CONTENT_DIR, or the shipped one."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._folder = settings.content_dir or SHIPPED
        self._clock = clock

    async def can_be_read(self) -> Sequence[Remark]:
        """Proves that it is accepted; counts its warnings."""
        today = self._clock().astimezone(NEW_ZEALAND).date()
        try:
            content = await asyncio.to_thread(accepted_content, self._folder, today=today)
        except ContentRefused as refused:
            return [Remark("failed", error, CORRECT) for error in refused.errors]
        read = f"Content {content.version} was read."
        if open_ := len(content.warnings):
            # Listed one by one they would bury results that only an administrator can cure.
            return warning(f"{read} Still to be confirmed, checked or decided: {open_}.", NOTE)
        return fine(read)
