"""Scope of the mail rights: proved by being refused in Security's mailbox."""

from collections.abc import Sequence

from bot.adapters.graph.errors import code_of
from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.doctor.checks.mail.mailbox import NO_RECIPIENT, MailboxCheck
from bot.doctor.graph import GraphProbe
from bot.doctor.results import CheckFailed, Remark, fine, warning
from bot.settings import Settings

PAST_THE_DOOR = frozenset({"ErrorItemNotFound", NO_RECIPIENT})
"""Error codes of a request that was let into the mailbox."""
NARROW = (
    "Remove Mail.* permissions of Microsoft Graph from the bot in Entra, where they count for every"
    " mailbox, and scope each Exchange role to MAIL_SENDER alone: manifest/deploy/grant.ps1 says"
    " which it has."
)
BY_HAND = "Prove it with Test-ServicePrincipalAuthorization in Exchange Online PowerShell."


class MailboxScopeCheck:
    """The bot's rights in a mailbox that is not its own."""

    def __init__(self, graph: GraphProbe, settings: Settings, mailbox: MailboxCheck) -> None:
        self._graph = graph
        self._settings = settings
        self._mailbox = mailbox

    async def is_apart(self) -> Sequence[Remark]:
        """Compares the two settings."""
        if self._settings.mail_sender.casefold() == self._settings.security_mailbox.casefold():
            raise CheckFailed(
                "MAIL_SENDER and SECURITY_MAILBOX are one mailbox, so the bot reads all of it.",
                "Give the bot a mailbox of its own, and name it in MAIL_SENDER.",
            )
        return fine("The bot sends from a mailbox of its own.")

    async def cannot_read(self) -> Sequence[Remark]:
        """Proves that reading SECURITY_MAILBOX is refused."""
        place = ("users", self._settings.security_mailbox, "mailFolders", "drafts", "messages")
        answer = await self._graph.ask(
            GraphRequest("read elsewhere", "GET", self._graph.url(*place, select="id", top="1"))
        )
        if answer.status == 200:
            raise CheckFailed("The bot may read SECURITY_MAILBOX: its grant is not scoped.", NARROW)
        return _judged(answer, "read")

    async def cannot_send(self) -> Sequence[Remark]:
        """Proves that sending from SECURITY_MAILBOX is refused, with a draft that is not there."""
        answer = await self._graph.ask(self._mailbox.sending(self._settings.security_mailbox))
        if answer.status == 202 or code_of(answer.body) in PAST_THE_DOOR:
            raise CheckFailed(
                "The bot may send as SECURITY_MAILBOX: its grant is not scoped.", NARROW
            )
        return _judged(answer, "send from")


def _judged(answer: GraphResponse, what: str) -> Sequence[Remark]:
    code = code_of(answer.body) or str(answer.status)
    if answer.status == 403:
        return fine(f"The bot was refused when it tried to {what} SECURITY_MAILBOX.")
    if answer.status == 404:
        return warning(
            f"Not proved: there is no mailbox SECURITY_MAILBOX in this organisation ({code}).",
            f"Check its spelling; a group or a mailbox elsewhere is fine. {BY_HAND}",
        )
    return warning(f"Not proved: Microsoft Graph gave another answer ({code}).", BY_HAND)
