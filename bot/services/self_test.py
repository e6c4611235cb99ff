"""Checks periodically that the bot can do its work, and raises alarms."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import NotSetUp
from bot.services.alarm_board import AlarmBoard, Condition

BETWEEN_LOOKS = timedelta(seconds=10)
AFTER_THE_START = timedelta(seconds=1)
"""So that a start that fails, for instance on a port in use, calls no service."""
USUALLY = timedelta(seconds=30)
PATIENCE = timedelta(seconds=30)
"""How long a transient failure lasts before it becomes an alarm."""


@dataclass(frozen=True)
class Proof:
    """A check, and the alarm if it fails."""

    condition: Condition
    attempt: Callable[[], Awaitable[None]]
    """Raises if it fails; NotSetUp if an administrator has to act."""
    every: timedelta = USUALLY
    after_a_failure: timedelta = BETWEEN_LOOKS
    still_serves: Callable[[], bool] = lambda: False
    """Whether an earlier success still serves, such as a token that has not expired."""


@dataclass
class SelfTest:
    """Runs each proof after the start, then at its interval, sooner after a failure."""

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
        """Runs the proofs that are due, concurrently, and logs lasting alarms again."""
        now = self.now()
        due = [p for p in self.proofs if now >= self._due_at.get(p.condition.name, now)]
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
