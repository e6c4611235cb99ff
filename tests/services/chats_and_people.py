"""People, their leaders and their chats in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.people import Actor, KnownPerson, Person
from bot.domain.report import Report
from bot.ports import Address, Busy, Gone, Message, Unreachable
from bot.services.messaging import NEWS_ROLE
from bot.services.reports.follow_ups import NEWS
from tests.builders import a_person


@dataclass
class FakeMessenger:
    """A messenger that records messages and refuses chosen people."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    unreachable: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    """Chats that were deleted."""
    opened: list[str] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    """Outcomes of the next calls."""
    then: list[Any] = field(default_factory=list)
    """Runs concurrently with a send."""

    async def send(self, to: Address, message: Message) -> str:
        """Sends to an existing chat."""
        self._check(to.person_id)
        if to.conversation_id in self.gone:
            raise Gone
        self.sent.append((to.person_id, str(message.text)))
        if self.then:
            await self.then.pop()()
        return f"activity-{len(self.sent)}"

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Updates in place."""
        self._check(to.person_id)
        if activity_id in self.gone:
            raise Gone
        self.replaced.append((to.person_id, str(message.text)))

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens a one-to-one chat."""
        self._check(person_id)
        self.opened.append(person_id)
        return an_address(person_id, f"chat-{len(self.opened)}")

    def told(self, person_id: str) -> list[str]:
        """What was sent to one person."""
        return [text for to, text in self.sent if to == person_id]

    def _check(self, person_id: str) -> None:
        if self.fails:
            raise self.fails.pop(0)
        if person_id in self.unreachable:
            raise Unreachable


def an_address(person_id: str, chat: str = "chat") -> Address:
    """A one-to-one chat."""
    return Address(
        person_id=person_id,
        tenant_id="kainga",
        service_url="https://teams.example.org",
        conversation_id=chat,
        bot_id="bot",
        member_id=person_id,
    )


@dataclass
class KnownPeople:
    """Chat addresses, and cached answers of the directory."""

    addresses: dict[str, Address] = field(default_factory=dict)
    said: dict[str, KnownPerson] = field(default_factory=dict)
    url: str | None = "https://teams.example.org"

    async def address(self, actor: Actor) -> Address | None:
        return self.addresses.get(actor.id)

    async def remember_address(self, address: Address) -> None:
        self.addresses[address.person_id] = address

    async def forget_address(self, actor: Actor) -> None:
        self.addresses.pop(actor.id, None)

    async def service_url(self, tenant_id: str) -> str | None:
        return self.url

    async def known(self, actor: Actor) -> KnownPerson | None:
        return self.said.get(actor.id)

    async def remember_known(self, actor: Actor, known: KnownPerson) -> None:
        self.said[actor.id] = known


@dataclass
class WhoLeads:
    """A directory that maps each person's id to their leader."""

    leaders: Mapping[str, str] = field(default_factory=dict)
    same_names: Sequence[Person] = ()
    away: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False

    async def leader_of(self, person_id: str) -> Person | None:
        self.asked.append(person_id)
        if self.is_down:
            raise Busy
        leader = self.leaders.get(person_id)
        return a_person(leader) if leader else None

    async def find(self, words: str) -> Sequence[Person]:
        self.asked.append(words)
        return self.same_names

    async def person(self, person_id: str) -> Person | None:
        return a_person(person_id)

    async def is_away(self, person_id: str) -> bool:
        return person_id in self.away


class Words:
    """Cards as short names instead of rendered ones."""

    def leader(self, report: Report, escalation: Escalation, reader_id: str) -> Message:
        return Message("", text=f"card {reader_id} {escalation.stage}")

    def reminder(self, report: Report, escalation: Escalation) -> Message:
        return Message("", text="reminder")

    def status(self, report: Report, escalation: Escalation) -> Message:
        return Message("", text=f"status {escalation.stage}")

    def undelivered(self, report: Report, escalation: Escalation) -> Message:
        return Message("", text="undelivered")

    def declined(self, report: Report, escalation: Escalation) -> Message:
        return Message("", text="declined")

    def news(self, name: str, report: Report, escalation: Escalation) -> Message:
        return Message("", text=f"news {name}")

    def check_in(self, report: Report, number: int) -> Message:
        return Message("", text=f"check-in {number}")

    def leader_prompt(self, report: Report, escalation: Escalation, reader_id: str) -> Message:
        return Message("", text=f"prompt {reader_id}")

    def entry_reminder(
        self, report: Report, escalation: Escalation, *, for_leader: bool
    ) -> Message:
        return Message("", text=f"entry reminder {'leader' if for_leader else 'reporter'}")

    def over(
        self, role: str, report: Report, escalation: Escalation, reader_id: str
    ) -> Message | None:
        news = NEWS.get(role.removeprefix(NEWS_ROLE))
        is_over = (role == "reminder" and not escalation.is_waiting_for(reader_id)) or (
            news is not None and not news.is_so(escalation)
        )
        return Message("", text=f"{role} is over") if is_over else None

    def expired(self, kind: str) -> Message:
        return Message("", text=f"expired {kind}")

    def unsent(self, draft: Draft, deleted_at: datetime) -> Message:
        return Message("", text="unsent")

    def caught_up(self, *, has_reported: bool, is_waited_for: bool) -> Message:
        return Message("", text=f"caught up {has_reported} {is_waited_for}")

    def my_reports(self, reports: Sequence[tuple[Report, Escalation]]) -> Message:
        return Message(f"list of {len(reports)} reports")

    def waiting(self, reports: Sequence[tuple[Report, Escalation]]) -> Message:
        return Message(f"list of {len(reports)} requests")

    def welcome(self, name: str) -> Message:
        return Message("", text=f"welcome {name}")
