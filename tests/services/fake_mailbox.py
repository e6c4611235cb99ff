"""A mailbox in memory with lag, injected faults, and a ledger of the emails that left."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ports import Busy, Gone, Letter, MailboxEntry, NonDeliveryReport, Rejected, Unclear
from tests.services.fakes import AClock, Faults

FAILURES: Mapping[str, type[Exception]] = {"busy": Busy, "rejected": Rejected, "lost": Unclear}
"""The call had no effect; "lost" does not say so."""


@dataclass
class FakeDraft:
    """One draft, with the folders it was in and since when."""

    id: str
    letter: Letter
    seen: list[tuple[datetime, str]]

    def where(self, at: datetime) -> str:
        """Drafts, sent, nowhere, or not there yet."""
        return next((place for since, place in reversed(self.seen) if since <= at), "")

    def since(self, place: str) -> datetime:
        """Moves the draft to a folder."""
        return next(since for since, seen in self.seen if seen == place)


@dataclass
class FakeMailbox:
    """The port, and what a test wants to know about it.

    A fault before a call: die, busy, rejected, lost, gone (somebody has deleted the draft), or not
    found (it is denied once). A fault after it: die late, and unclear (it has happened all the
    same, as with a 504, a dropped connection or a 429 that comes after the mail has left).
    """

    clock: AClock
    faults: Faults = field(default_factory=lambda: Faults(()))
    lag: timedelta = timedelta(0)
    """Lag of the look-up."""
    moves_in: timedelta = timedelta(0)
    """How long an accepted email stays among the drafts."""
    items: dict[str, FakeDraft] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """The ledger: the draft ids of all mails that really left."""
    calls: list[tuple[str, str]] = field(default_factory=list)
    came_back: list[NonDeliveryReport] = field(default_factory=list)
    """The non-delivery reports in the Inbox."""

    async def non_delivery_reports(self, reference: str) -> list[NonDeliveryReport]:
        """Those that name the reference."""
        with self._call("returned", reference):
            return [it for it in self.came_back if reference in it.subject]

    async def look_up(self, key: str) -> MailboxEntry:
        """The state as the lagging look-up sees it."""
        with self._call("look_up", key):
            then = self.clock() - self.lag
            mine = [item for item in self.items.values() if item.letter.key == key]
            sent = [item.since("sent") for item in mine if item.where(then) == "sent"]
            drafts = tuple(item.id for item in mine if item.where(then) == "drafts")
        return MailboxEntry(sent_at=min(sent, default=None), drafts=drafts)

    async def create_draft(self, letter: Letter) -> str:
        """Creates a draft; never idempotent."""
        draft_id = f"draft-{len(self.items) + 1}"
        with self._call("create_draft", letter.key):
            self.items[draft_id] = FakeDraft(draft_id, letter, [(self.clock(), "drafts")])
        return draft_id

    async def send_draft(self, draft_id: str) -> None:
        """Sends at once; the look-up may see it later."""
        with self._call("send_draft", draft_id):
            item = self.items[draft_id]
            if draft_id in self.left or item.where(self.clock()) != "drafts":
                raise Gone
            self.left.append(draft_id)
            item.seen.append((self.clock() + self.moves_in, "sent"))

    async def delete_draft(self, draft_id: str) -> None:
        """Ids outlive the move to the sent items, so this deletes a sent email as well."""
        with self._call("delete_draft", draft_id):
            self.items[draft_id].seen.append((self.clock(), "nowhere"))

    async def has_left(self, key: str) -> bool:
        """Whether it is among the sent items now."""
        with self._call("has_left", key):
            now = self.clock()
            mine = [item for item in self.items.values() if item.letter.key == key]
        return any(item.where(now) == "sent" for item in mine)

    def comes_back(self, draft_id: str) -> None:
        """Puts an accepted email back among the drafts, as transport does when it cannot send."""
        self.left.remove(draft_id)
        self.items[draft_id].seen = [(self.clock(), "drafts")]

    def count(self, call: str) -> int:
        """Number of calls of that method."""
        return Counter(name for name, _ in self.calls)[call]

    def _call(self, name: str, about: str) -> "_Call":
        return _Call(self, name, about)


class _Call:
    """One call with the faults injected before and after it."""

    def __init__(self, mailbox: FakeMailbox, name: str, about: str) -> None:
        self._mailbox, self._about = mailbox, about
        self._fault = mailbox.faults.next_at(name)
        mailbox.calls.append((name, about))

    def __enter__(self) -> None:
        self._mailbox.faults.die_if(self._fault, "die")
        if self._fault in FAILURES:
            raise FAILURES[self._fault]()
        if self._fault == "gone" and (item := self._mailbox.items.get(self._about)):
            item.seen.append((self._mailbox.clock(), "nowhere"))
        if self._fault == "not found":
            raise Gone

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._mailbox.faults.die_if(self._fault, "die late")
            if self._fault == "unclear":
                raise Unclear


def drafts_in(mailbox: FakeMailbox) -> Iterable[str]:
    """The drafts that are there now."""
    now = mailbox.clock()
    return [item.id for item in mailbox.items.values() if item.where(now) == "drafts"]
