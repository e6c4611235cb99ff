"""What differs between local mode, production and the tests: whom the bot works with, and where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import aiohttp

from bot.adapters.clock import utc_now
from bot.adapters.graph.list_items import SkippedItems
from bot.adapters.refusal_alarms import WatchedGate, WatchedMail
from bot.adapters.teams.receiving.auth import Gate
from bot.content import Content
from bot.metrics.counted import (
    CountedDirectory,
    CountedInstaller,
    CountedMail,
    CountedMessenger,
)
from bot.ports import NO_METRICS, Clock, Directory, Installer, Mail, Messenger, Metrics
from bot.services.alarm_board import AlarmBoard
from bot.services.self_test import Proof
from bot.services.worker.worker import LEASE


@dataclass(frozen=True)
class Gateways:
    """Whom the bot works with, over its one HTTP session."""

    gate: Gate
    messenger: Messenger
    mail: Mail
    directory: Directory
    installer: Installer | None = None
    """Nobody adds the app for people without one."""
    skipped: SkippedItems = field(default_factory=SkippedItems)
    proofs: Sequence[Proof] = ()
    """What must work for the bot to be let in and to get through."""

    def watched(self, board: AlarmBoard) -> "Gateways":
        """The same; refusals in a row are alarms."""
        return replace(self, gate=WatchedGate(self.gate, board), mail=WatchedMail(self.mail, board))

    def counted(self, counts: Metrics) -> "Gateways":
        """The same, with each call counted, and each element of a list that is left out."""
        self.skipped.counts = counts
        return replace(
            self,
            messenger=CountedMessenger(self.messenger, counts),
            mail=CountedMail(self.mail, counts),
            directory=CountedDirectory(self.directory, counts),
            installer=CountedInstaller(self.installer, counts) if self.installer else None,
        )


@dataclass(frozen=True)
class Environment:
    """Everything that is not the bot itself."""

    content: Content
    database_url: str
    security_mailbox: str
    connect: Callable[[aiohttp.ClientSession], Gateways]
    clock: Clock = utc_now
    lease: timedelta = LEASE
    """How long a task stays ours without a sign of life; longer than the longest call."""
    known_hosts: frozenset[str] = frozenset()
    """Names a request may call this host by; empty means any, as behind a proxy."""
    counts: Metrics = NO_METRICS
    mail_sender: str = ""
    """The bot's own mailbox: an address of the organisation, and nobody's."""
    public_url: str | None = None
    """Where people reach this host; without it a leader cannot answer from a mail."""
    board: AlarmBoard = field(default_factory=AlarmBoard)
    obeys_proxies: bool = True
    """Whether calls go by the environment's proxy; on this machine alone it would be in the way."""
