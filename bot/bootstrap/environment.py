"""Dependencies that differ per environment: gateways, database URL, clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import aiohttp

from bot.adapters.clock import utc_now
from bot.adapters.graph.list_items import SkippedItems
from bot.adapters.teams.receiving.auth import Gate, WatchedGate
from bot.content import Content
from bot.metrics.counted import (
    CountedDirectory,
    CountedInstaller,
    CountedMail,
    CountedMessenger,
)
from bot.ports import NO_METRICS, Clock, Directory, Installer, Mail, Messenger, Metrics
from bot.services.alarm_board import AlarmBoard
from bot.services.emails.delivery import WatchedMail
from bot.services.self_test import Proof
from bot.services.worker.worker import LEASE


@dataclass(frozen=True)
class Gateways:
    """Ports to services outside, over one HTTP session."""

    gate: Gate
    messenger: Messenger
    mail: Mail
    directory: Directory
    installer: Installer | None = None
    """None disables installing the app."""
    skipped: SkippedItems = field(default_factory=SkippedItems)
    proofs: Sequence[Proof] = ()
    """What the self-test proves of them."""

    def watched(self, board: AlarmBoard) -> "Gateways":
        """These gateways; repeated refusals raise alarms."""
        return replace(self, gate=WatchedGate(self.gate, board), mail=WatchedMail(self.mail, board))

    def counted(self, metrics: Metrics) -> "Gateways":
        """These gateways, with metrics of each call and of each skipped list item."""
        self.skipped.counts = metrics
        return replace(
            self,
            messenger=CountedMessenger(self.messenger, metrics),
            mail=CountedMail(self.mail, metrics),
            directory=CountedDirectory(self.directory, metrics),
            installer=CountedInstaller(self.installer, metrics) if self.installer else None,
        )


@dataclass(frozen=True)
class Environment:
    """Settings and dependencies of one deployment."""

    content: Content
    database_url: str
    security_mailbox: str
    connect: Callable[[aiohttp.ClientSession], Gateways]
    clock: Clock = utc_now
    lease: timedelta = LEASE
    """Lease of a task, renewed while its handler runs; longer than the longest call."""
    known_hosts: frozenset[str] = frozenset()
    """Values of the Host header that are served; empty means any, as behind a proxy."""
    metrics: Metrics = NO_METRICS
    mail_sender: str = ""
    """The bot's own mailbox, which is no person's."""
    public_url: str | None = None
    """Base URL of the answer page. None disables answering from a mail."""
    board: AlarmBoard = field(default_factory=AlarmBoard)
    has_living_cards: bool = True
    """Whether an answered card moves on in place; else each prompt is a new card."""
    obeys_proxies: bool = True
    """Whether calls use HTTPS_PROXY; local mode calls this machine alone."""
