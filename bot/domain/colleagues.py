"""Which people of the directory may be offered as leader or deputy."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.typed.names import is_called


@dataclass(frozen=True)
class Colleagues:
    """Tells colleagues from guests, shared mailboxes and external contacts in the directory.

    The organisation's domains are those of the bot's mailboxes and of the reporter's address in the
    directory, never of a typed address. To read the verified domains from Graph would need one more
    permission: https://learn.microsoft.com/graph/api/domain-list
    """

    mailboxes: tuple[str, ...] = ()
    """The bot's own mailbox and Security's: they show a domain of ours, and are no person."""

    def may_lead(self, person: Person, reporter: Person) -> bool:
        """Whether this person may be offered to this reporter as leader or deputy."""
        if person.id is None or person.id == reporter.id or person.is_guest:
            return False
        return person.email is None or self._is_a_colleagues(person.email, reporter)

    def may_be_mailed(self, person: Person, reporter: Person) -> bool:
        """Whether a mail about this reporter may go to this person's address."""
        return person.email is not None and self.may_lead(person, reporter)

    def may_be_answered(self, reporter: Person) -> bool:
        """Whether a reply to a mail about this reporter may go to their own address."""
        if reporter.id is None or reporter.is_guest or reporter.email is None:
            return False
        return self._is_a_colleagues(reporter.email, reporter)

    def _is_a_colleagues(self, address: str, reporter: Person) -> bool:
        if address.casefold() in {mailbox.casefold() for mailbox in self.mailboxes}:
            return False
        said_by_directory = () if reporter.is_guest else (reporter.email,)
        known = (*self.mailboxes, *said_by_directory)
        ours = {_domain(address) for address in known if address} - {""}
        domain = _domain(address)
        return any(domain == own or domain.endswith(f".{own}") for own in ours)


def is_same_person(leader: Person, named: Person) -> bool:
    """Whether the person the reporter named is this leader, by id, address or else by name."""
    said = {text.casefold() for text in (named.id, named.email) if text}
    if not said:
        return is_called(leader.name, named.name)
    return not said.isdisjoint(text.casefold() for text in (leader.id, leader.email) if text)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold() if "@" in address else ""
