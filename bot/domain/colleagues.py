"""Who can lead people here at all: a colleague, and neither a guest nor a mailbox."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.typed.names import is_called


@dataclass(frozen=True)
class Colleagues:
    """Tells colleagues from everybody else whom the directory holds.

    Which domains are the organisation's own is not asked, for that would take one more right. They
    are those of the mailboxes the bot was set up with, and of the reporter's own address as the
    directory has it. What somebody typed never counts.
    """

    mailboxes: tuple[str, ...] = ()
    """The bot's own mailbox and Security's: addresses of ours, and nobody's."""

    def may_lead(self, person: Person, reporter: Person) -> bool:
        """Whether this reporter may be offered this person as leader or deputy."""
        if person.id is None or person.id == reporter.id or person.is_guest:
            return False
        return person.email is None or self._is_a_colleagues(person.email, reporter)

    def may_be_mailed(self, person: Person, reporter: Person) -> bool:
        """Whether a mail about this reporter may go to the address of this person."""
        return person.email is not None and self.may_lead(person, reporter)

    def _is_a_colleagues(self, address: str, reporter: Person) -> bool:
        if address.casefold() in {mailbox.casefold() for mailbox in self.mailboxes}:
            return False
        said_by_directory = () if reporter.is_guest else (reporter.email,)
        ours = {_domain(it) for it in (*self.mailboxes, *said_by_directory) if it} - {""}
        domain = _domain(address)
        return any(domain == it or domain.endswith(f".{it}") for it in ours)


def is_same_person(leader: Person, named: Person) -> bool:
    """Whether the reporter picked, or typed in one way or another, just this leader."""
    said = {text.casefold() for text in (named.id, named.email) if text}
    if not said:
        return is_called(leader.name, named.name)
    return not said.isdisjoint(text.casefold() for text in (leader.id, leader.email) if text)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold() if "@" in address else ""
