"""How an escalation leaves by mail, and what is known of that."""

from datetime import datetime
from typing import Self

from bot.domain.escalation.enums import MailTrouble, Stage
from bot.domain.escalation.steps import Changing, StepOf

_SAYS_MORE = {
    MailTrouble.LATE: (MailTrouble.REFUSED, MailTrouble.UNCONFIRMED),
    MailTrouble.REFUSED: (MailTrouble.UNCONFIRMED,),
    MailTrouble.UNCONFIRMED: (),
}
"""What each trouble does not take the place of: that it may have left stays longest."""


class Leaving(Changing):
    """What became of the mail to Security."""

    def mailed(self, *, at: datetime, is_copy: bool = False) -> StepOf[Self]:
        """The mail service accepted the mail, or the second copy if that is wanted by now."""
        is_wanted = is_copy == (self.mail_copied_at is not None)
        if self.stage is not Stage.MAILING or not is_wanted:
            return self._unchanged()
        return self._step("mailed", at=at, stage=Stage.SENT, sent_at=at, mail_trouble=None)

    def mail_troubled(self, trouble: MailTrouble, *, at: datetime) -> StepOf[Self]:
        """The mail has not gone as it should; it stays due, and the reporter is told."""
        if self.stage is not Stage.MAILING or self.mail_trouble in (trouble, *_SAYS_MORE[trouble]):
            return self._unchanged()
        return self._step(f"mail-{trouble}", at=at, mail_trouble=trouble)

    def mail_unconfirmed(self, *, at: datetime) -> StepOf[Self]:
        """It was accepted, and is not among the sent items: "sent" can no longer be said."""
        if self.stage is not Stage.SENT or self.confirmed_at is not None or self.is_undelivered:
            return self._unchanged()
        trouble = MailTrouble.UNCONFIRMED
        return self._step(
            f"mail-{trouble}", at=at, stage=Stage.MAILING, sent_at=None, mail_trouble=trouble
        )

    def mail_confirmed(self, *, sent_at: datetime, at: datetime) -> StepOf[Self]:
        """It stands among the sent items."""
        if self.confirmed_at is not None or not self.is_on_its_way:
            return self._unchanged()
        return self._step(
            "mail-confirmed",
            at=at,
            stage=Stage.SENT,
            sent_at=self.sent_at or sent_at,
            confirmed_at=at,
            mail_trouble=None,
        )

    def mail_came_back(self, *, at: datetime) -> StepOf[Self]:
        """A non-delivery report about it was found: "sent" alone can no longer be said."""
        if self.stage is not Stage.SENT or self.is_undelivered or self.arrived_at is not None:
            return self._unchanged()
        return self._step("mail-undelivered", at=at, undelivered_at=at)

    def mail_arrived(self, *, at: datetime) -> StepOf[Self]:
        """Security has the mail that is missing here or came back, as somebody found out."""
        if not self.is_up_to_a_person:
            return self._unchanged()
        return self._step(
            "mail-arrived",
            at=at,
            stage=Stage.SENT,
            sent_at=self.sent_at or at,
            confirmed_at=self.confirmed_at or at,
            arrived_at=at,
            mail_trouble=None,
        )

    def mail_wanted_again(self, *, at: datetime) -> StepOf[Self]:
        """The mail that is missing or came back is made once more, whatever became of the first."""
        if not self.can_be_mailed_again:
            return self._unchanged()
        return self._step(
            "mail-again",
            at=at,
            stage=Stage.MAILING,
            sent_at=None,
            confirmed_at=None,
            mail_trouble=None,
            mail_copied_at=at,
        )
