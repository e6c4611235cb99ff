"""Settles a mail that may have been sent but was not found in the mailbox."""

from dataclasses import dataclass

from bot.adapters.storage.admin import SqlAuditedReports
from bot.domain.escalation import Escalation, EscalationStatus
from bot.ports import Clock

MISSING = "It may have left, and the bot does not see it among what was sent. It goes on looking."
CAME_BACK = (
    "It was sent and came back: a non-delivery report about it is in the Inbox of MAIL_SENDER."
    " Read it there, for anybody can forge one, and put right what it names: SECURITY_MAILBOX, say."
)
FOLLOW_UP_CAME_BACK = (
    "It was sent. An email with something that was added since came back, so Security may not have"
    " that; the reporter is asked to tell them. The non-delivery report is in the Inbox of"
    " MAIL_SENDER."
)
ARRIVED = (
    "--arrived: Security has it. The bot looks no more, and the reporter reads that it was sent."
)
AGAIN = (
    "--again: it is sent once more under the same reference, marked as a possible second copy, "
    "unless the first is seen by then."
)
ASK_FIRST = "Ask Security first, by the reference in the subject. Nothing was changed."
COPIED = (
    "It has been made a second time already, and a third is never made. If Security has neither, "
    "the reporter's card has the text to send by hand; say --arrived once Security has it."
)
STATUS_TEXT = {
    EscalationStatus.AWAITING_LEADER: "It waits for the people leader's answer.",
    EscalationStatus.DECLINED: "The people leader declined it, and it waits for the reporter.",
    EscalationStatus.WITHDRAWN: "The reporter took it back.",
    EscalationStatus.MAILING: "The bot is still trying to send it in the ordinary way.",
    EscalationStatus.SENT: "The mail service has accepted it, and the bot is looking for it.",
}
CONFIRMED = "It was sent, and that is certain."
DONE_ARRIVED = "The reporter will read that it was sent, and the bot looks for it no more."
DONE_AGAIN = "The running bot will send it once more, marked as a possible second copy."


class NotMissing(Exception):
    """This mail is not missing, or cannot be settled this way. The message is printed."""


@dataclass(frozen=True)
class MailRelease:
    """Methods return lines to print; they raise NoSuchReport, NotMissing and BrokenDocument."""

    reports: SqlAuditedReports
    clock: Clock

    async def status(self, reference: str) -> list[str]:
        """The status of the mail, and what each option would do."""
        escalation = await self.reports.get(reference)
        status = status_text(escalation)
        if escalation.returned_additions:
            return [status, ARRIVED, ASK_FIRST]
        if not escalation.needs_manual_check:
            return [status, "There is nothing to release."]
        return [status, ARRIVED, AGAIN if escalation.can_be_mailed_again else COPIED, ASK_FIRST]

    async def arrived(self, reference: str, *, by: str) -> list[str]:
        """Security has the mail: the bot stops looking for it."""
        now = self.clock()
        transition = await self.reports.change(
            reference,
            lambda escalation: escalation.mail_arrived(at=now),
            by=by,
            act="release --arrived",
        )
        if not transition.is_change:
            raise NotMissing(status_text(transition.after))
        return [DONE_ARRIVED]

    async def again(self, reference: str, *, by: str) -> list[str]:
        """The mail is sent once more, marked as a possible second copy."""
        now = self.clock()
        transition = await self.reports.change(
            reference,
            lambda escalation: escalation.mail_copy_requested(at=now),
            by=by,
            act="release --again",
        )
        if not transition.is_change:
            raise NotMissing(
                COPIED if transition.after.mail_copied_at else status_text(transition.after)
            )
        return [DONE_AGAIN]


def status_text(escalation: Escalation) -> str:
    """The status of the mail in words."""
    if escalation.is_undelivered:
        return CAME_BACK
    if escalation.is_mail_missing:
        return MISSING
    if escalation.returned_additions:
        return FOLLOW_UP_CAME_BACK
    return CONFIRMED if escalation.confirmed_at else STATUS_TEXT[escalation.stage]
