"""Proves again and again that the bot can do its work, whether or not anybody writes to it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import NotSetUp
from bot.services.alarm_board import AlarmBoard, Condition

BETWEEN_LOOKS = timedelta(seconds=10)
AFTER_THE_START = timedelta(seconds=1)
"""A bot that does not come up, because its port is taken for instance, asks nobody anything."""
USUALLY = timedelta(seconds=30)
PATIENCE = timedelta(seconds=30)
"""A failure that may pass by itself becomes an alarm when it has lasted so long."""


@dataclass(frozen=True)
class Proof:
    """Something that must work, and the alarm if it does not."""

    condition: Condition
    attempt: Callable[[], Awaitable[None]]
    """Raises whatever says that it does not work; NotSetUp if it will not by itself."""
    every: timedelta = USUALLY
    after_a_failure: timedelta = BETWEEN_LOOKS
    still_serves: Callable[[], bool] = lambda: False
    """Whether what was had before serves on for now."""


@dataclass
class SelfTest:
    """Runs each proof soon after the start, then as often as it asks, sooner after a failure."""

    board: AlarmBoard
    proofs: Sequence[Proof]
    now: Callable[[], float] = time.monotonic
    _due_at: dict[str, float] = field(default_factory=dict)
    _failing_since: dict[str, float] = field(default_factory=dict)

    async def run_forever(self) -> None:
        """Runs until it is cancelled."""
        await asyncio.sleep(AFTER_THE_START.total_seconds())
        while True:
            await self.look()
            await asyncio.sleep(BETWEEN_LOOKS.total_seconds())

    async def look(self) -> None:
        """Attempts what is due, all at once, and repeats alarms that last."""
        now = self.now()
        due = [it for it in self.proofs if now >= self._due_at.get(it.condition.name, now)]
        await asyncio.gather(*map(self._prove, due))
        self.board.repeat()

    async def _prove(self, proof: Proof) -> None:
        name = proof.condition.name
        try:
            await proof.attempt()
        except Exception as failure:
            now = self.now()
            lasted = now - self._failing_since.setdefault(name, now)
            is_for_a_person = isinstance(failure, NotSetUp)
            if is_for_a_person or lasted >= PATIENCE.total_seconds():
                reason = str(failure) if is_for_a_person else type(failure).__name__
                self.board.start(proof.condition, reason, is_blocking=not proof.still_serves())
            self._due_at[name] = now + proof.after_a_failure.total_seconds()
        else:
            self._failing_since.pop(name, None)
            self.board.end(proof.condition)
            self._due_at[name] = self.now() + proof.every.total_seconds()
