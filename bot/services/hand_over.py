"""Handing a draft to a mail service that may take it without saying so."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.ports import Busy, Mail, Rejected, Task, Tasks

Payload = Mapping[str, object]


@dataclass(frozen=True)
class HandOver:
    """Asks for a draft to be sent. The task says from before the call that it may have left."""

    mail: Mail
    tasks: Tasks

    async def __call__(
        self, task: Task, draft_id: str, *, may_have_left: Payload, has_not_left: Payload
    ) -> None:
        """Keeps the first payload, and the second once that is sure. Raises any Failure."""
        await self.tasks.checkpoint(task, may_have_left)
        try:
            await self.mail.send_draft(draft_id)
        except (Busy, Rejected):
            await self.tasks.checkpoint(task, has_not_left)
            raise
