"""The hand an administrator lends to a mail that may have left and is not to be seen."""

from dataclasses import dataclass

from bot.adapters.storage.admin import SqlReleases
from bot.domain.escalation import Escalation, EscalationStatus
from bot.ports import Clock

MISSING = "It may have left, and the bot does not see it among what was sent. It goes on looking."
CAME_BACK = (
    "It was sent and came back: a non-delivery report about it is in the Inbox of MAIL_SENDER."
    " Read it there, for anybody can forge one, and put right what it names: SECURITY_MAILBOX, say."
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
STANDS = {
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
    """Nobody has to say anything about this mail, or not that. Its text is for whoever asked."""


@dataclass(frozen=True)
class Releasing:
    """What can be said of a missing mail. Raises NoSuchReport, NotMissing and BrokenDocument."""

    releases: SqlReleases
    clock: Clock

    async def look(self, reference: str) -> list[str]:
        """Where it stands, and what each answer would do; nothing is changed."""
        it = await self.releases.stands(reference)
        if not it.needs_manual_check:
            return [stands(it), "There is nothing to release."]
        return [stands(it), ARRIVED, AGAIN if it.can_be_mailed_again else COPIED, ASK_FIRST]

    async def arrived(self, reference: str, *, by: str) -> list[str]:
        """Security has it."""
        now = self.clock()
        step = await self.releases.release(
            reference, lambda it: it.mail_arrived(at=now), by=by, act="release --arrived"
        )
        if not step.is_change:
            raise NotMissing(stands(step.after))
        return [DONE_ARRIVED]

    async def again(self, reference: str, *, by: str) -> list[str]:
        """It is sent once more."""
        now = self.clock()
        step = await self.releases.release(
            reference, lambda it: it.mail_copy_requested(at=now), by=by, act="release --again"
        )
        if not step.is_change:
            raise NotMissing(COPIED if step.after.mail_copied_at else stands(step.after))
        return [DONE_AGAIN]


def stands(it: Escalation) -> str:
    """In words."""
    if it.is_undelivered:
        return CAME_BACK
    if it.is_mail_missing:
        return MISSING
    return CONFIRMED if it.confirmed_at else STANDS[it.stage]
