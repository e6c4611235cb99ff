"""Graph errors: cause and cure for the administrator, and the grants that add missing rights."""

from dataclasses import dataclass
from typing import Self

from bot.adapters.graph.errors import MAILBOX_NOT_SET_UP, code_of
from bot.adapters.graph.request import GraphResponse
from bot.doctor.results import CheckFailed

AGAIN = "Run doctor again in some minutes; see also Microsoft's service health."


@dataclass(frozen=True)
class Grant:
    """A right that the bot needs, and how to grant it."""

    right: str
    cure: str

    @classmethod
    def for_all(cls, permission: str, switch: str = "") -> Self:
        """An application permission; `switch` is the option of the script that grants it."""
        script = f"manifest/deploy/grant.ps1 {switch}".rstrip()
        return cls(
            permission,
            f"Give the bot the Graph application permission {permission}, with admin consent:"
            f" {script} does it.",
        )

    @classmethod
    def for_one_mailbox(cls, right: str) -> Self:
        """An Exchange role, scoped to the sending mailbox."""
        return cls(
            f"Application {right}",
            f'Give the bot\'s enterprise application the Exchange role "Application {right}" for'
            " MAIL_SENDER alone: manifest/deploy/grant.ps1 does it; it may take two hours.",
        )


def refused(answer: GraphResponse, grant: Grant) -> CheckFailed:
    """Cause and cure of a failed request that needs this grant."""
    if answer.status == 403:
        says = f"{grant.right} is not granted, or not for this ({_code(answer)})."
        return CheckFailed(says, grant.cure)
    return unexpected(answer)


def unexpected(answer: GraphResponse) -> CheckFailed:
    """Cause and cure of a failed request that needs no grant of its own."""
    code = _code(answer)
    if answer.status == 401:
        return CheckFailed(
            f"Microsoft Graph does not take the bot's token ({code}).",
            "See that GRAPH_BASE_URL, GRAPH_AUTHORITY and BOT_TENANT_ID are of one cloud.",
        )
    if code in MAILBOX_NOT_SET_UP:
        return CheckFailed(
            f"There is no mailbox in Exchange Online that could be used ({code}).",
            "Check the spelling, and that the mailbox exists, is in Exchange Online and not full.",
        )
    if answer.status == 429 or answer.status >= 500:
        return CheckFailed(f"Microsoft Graph could not answer just now ({code}).", AGAIN)
    return CheckFailed(
        f"Microsoft Graph answered something that was not expected ({answer.status}, {code}).",
        "Check GRAPH_BASE_URL, and whether a proxy answers in place of Microsoft Graph.",
    )


def _code(answer: GraphResponse) -> str:
    return code_of(answer.body) or str(answer.status)
