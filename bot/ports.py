"""What we need from outside, as protocols, with the failures each may raise.

A failure is retried and never told; a refusal (bot.domain.refusals) is told and never retried.

Failure
├── Busy              later, after .retry_after
├── Unclear           perhaps it happened: look before trying again
├── Unreachable       this person cannot be written to; no use retrying
├── Gone              the message or conversation is no longer there
└── Rejected          our request is at fault: raise an alarm
Conflict              somebody else changed the row first: reload and run again
LeaseLost             another worker has taken the task over
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.draft import Draft
from bot.domain.escalation import Escalation, Step
from bot.domain.people import Actor, Known, Person
from bot.domain.report import Report
from bot.domain.scenario import Value


class Failure(Exception):  # noqa: N818 - the family is named as in the glossary
    """Something outside did not do what we asked."""


class Busy(Failure):
    """Try again later."""

    def __init__(self, retry_after: timedelta | None = None) -> None:
        super().__init__("busy")
        self.retry_after = retry_after


class Unclear(Failure):
    """Perhaps it happened: look before trying again."""


class Unreachable(Failure):
    """This person cannot be written to."""


class Gone(Failure):
    """The message or conversation is no longer there."""


class Rejected(Failure):
    """Our request is at fault; a person must look."""


class Conflict(Exception):  # noqa: N818
    """Somebody else changed the row first."""


class LeaseLost(Exception):  # noqa: N818
    """Another worker has taken the task over."""


class Address(Value):
    """Where a person's one-to-one chat with the bot is."""

    person_id: str
    tenant_id: str
    service_url: str
    conversation_id: str
    bot_id: str
    """The bot's account id in that chat."""
    member_id: str
    """The person's account id in that chat."""


@dataclass(frozen=True)
class Message:
    """One thing to show: a card or a plain sentence, with a neutral summary for notifications."""

    summary: str
    card: Mapping[str, Any] | None = None
    text: str | None = None


class Messenger(Protocol):
    """Writes into people's one-to-one chats."""

    async def send(self, to: Address, message: Message) -> str:
        """Sends and returns the activity id. Raises any Failure."""
        ...

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces a message in place. Raises any Failure; Gone when it is no longer there."""
        ...

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens the one-to-one chat with a person. Raises Unreachable if Teams refuses."""
        ...


class Directory(Protocol):
    """Who works here and who leads whom."""

    async def leader_of(self, person_id: str) -> Person | None:
        """The people leader on record, or None."""
        ...

    async def find(self, words: str) -> Sequence[Person]:
        """People whose object id or mail address equals the words, or whose name does."""
        ...

    async def person(self, person_id: str) -> Person | None:
        """The person of that object id, or None."""
        ...


@dataclass(frozen=True)
class Letter:
    """One mail, as it will leave."""

    to: str
    subject: str
    text: str
    html: str
    reference: str
    is_urgent: bool


class Mail(Protocol):
    """Sends the escalation, once per reference however often it is asked."""

    async def send(self, letter: Letter) -> datetime:
        """When the mail service accepted it. Asking again for the same reference sends nothing."""
        ...


class Clock(Protocol):
    """The time, aware and in UTC."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True)
class NewTask:
    """One thing that will be due. Putting the same key twice is once."""

    key: str
    kind: str
    due_at: datetime | None = None
    """None means now."""
    report_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """A due task in our hands until its lease ends."""

    id: int
    key: str
    kind: str
    attempts: int
    lease: str
    report_id: str | None
    payload: Mapping[str, Any]


class Tasks(Protocol):
    """The work saved with the data."""

    async def put(self, tasks: Sequence[NewTask]) -> None:
        """Keeps tasks in a transaction of their own."""
        ...

    async def claim(self, lease: timedelta) -> Task | None:
        """The task that is due longest, made ours for one lease; None when nothing is due."""
        ...

    async def finish(self, task: Task, then: Sequence[NewTask] = ()) -> None:
        """Marks it done and keeps what follows, in one transaction. Raises LeaseLost."""
        ...

    async def extend(self, task: Task, lease: timedelta) -> None:
        """Keeps it ours for one more lease from now. Raises LeaseLost."""
        ...

    async def postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        """Makes it due again later. The reason is a class name, never words of a person.

        Raises LeaseLost.
        """
        ...

    async def next_due_in(self) -> timedelta | None:
        """How long until something is due; None when nothing waits."""
        ...


class Drafts(Protocol):
    """Unfinished reports, one a person."""

    async def expire(self, draft_id: str, unchanged_since: datetime) -> datetime | None:
        """Deletes a draft untouched since then; else the time it was last changed. None: gone."""
        ...


@dataclass(frozen=True)
class PlacedCard:
    """A card we sent and may replace later."""

    person_id: str
    role: str
    address: Address
    activity_id: str


@dataclass(frozen=True)
class Submission:
    """What Send keeps, all in one transaction."""

    report: Report
    escalation: Escalation
    step: Step


class Reports(Protocol):
    """Reports, their escalations and events, and the cards that show them."""

    async def submit(self, submission: Submission) -> Escalation:
        """Keeps a report once and drops the draft of that id. A second time returns what is there.

        Raises Conflict when another report already has the reference.
        """
        ...

    async def change(
        self,
        report_id: str,
        transition: Callable[[Escalation], Step],
        *,
        finishes: Task | None = None,
    ) -> Escalation:
        """Applies a pure transition under the row's lock and keeps its events and tasks.

        All in one transaction, with the task it finishes. Raises LookupError for an unknown id,
        LeaseLost, and whatever Refusal the transition raises; then nothing is changed.
        """
        ...

    async def get(self, report_id: str) -> tuple[Report, Escalation]:
        """A report and its escalation. Raises LookupError."""
        ...

    async def by_reporter(self, actor: Actor) -> Sequence[tuple[Report, Escalation]]:
        """A person's own reports, newest first."""
        ...

    async def awaiting(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        """Escalations this leader has not answered, oldest first."""
        ...

    async def place_card(self, report_id: str, card: PlacedCard) -> None:
        """Remembers where a card is, so that it can be replaced. One per person and role."""
        ...

    async def placed_card(self, report_id: str, person_id: str, role: str) -> PlacedCard | None:
        """Where that card is, or None."""
        ...


class People(Protocol):
    """What we know of people from the directory and from their own activities."""

    async def address(self, actor: Actor) -> Address | None:
        """Where to write to this person, or None if they never spoke to the bot."""
        ...

    async def remember_address(self, address: Address) -> None:
        """Keeps the newest address of a person."""
        ...

    async def forget_address(self, actor: Actor) -> None:
        """Drops it: the bot was removed."""
        ...

    async def service_url(self, tenant_id: str) -> str | None:
        """The service address last seen in a tenant."""
        ...

    async def known(self, actor: Actor) -> Known | None:
        """What the directory said of this person; None if it was not asked yet."""
        ...

    async def remember_known(self, actor: Actor, known: Known) -> None:
        """Keeps the answer of the directory."""
        ...


@dataclass(frozen=True)
class Kept:
    """What a turn starts from: the chat's document and the person's draft, with versions."""

    document: Mapping[str, Any] | None
    version: int
    draft: Draft | None
    draft_version: int


class Conversations(Protocol):
    """Positions in chats, and drafts, kept together."""

    async def load(self, conversation_id: str, actor: Actor) -> Kept:
        """What is kept for this chat and person."""
        ...

    async def save(
        self,
        conversation_id: str,
        actor: Actor,
        kept: Kept,
        *,
        document: Mapping[str, Any],
        draft: Draft | None,
        tasks: Sequence[NewTask] = (),
        address: Address | None = None,
    ) -> None:
        """Keeps all of it in one transaction. Raises Conflict if anything changed since load."""
        ...
