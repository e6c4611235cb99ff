"""How an escalation leaves by mail, and what is known of that."""

from datetime import datetime
from typing import Any, Self

from bot.domain.escalation.stages import MailTrouble, Stage
from bot.domain.escalation.steps import Changing, StepOf

_KNOWN_TO_FAIL = (MailTrouble.REFUSED, MailTrouble.UNCONFIRMED)
"""Says more than that it is late."""


class Leaving(Changing):
    """What became of the mail to Security."""

    def mailed(self, *, at: datetime) -> StepOf[Self]:
        """The mail service accepted the mail."""
        if self.stage is not Stage.MAILING:
            return self._unchanged()
        return self._step("mailed", at=at, stage=Stage.SENT, sent_at=at, mail_trouble=None)

    def mail_troubled(self, trouble: MailTrouble, *, at: datetime) -> StepOf[Self]:
        """The mail has not gone as it should; it stays due, and the reporter is told."""
        if self.stage is not Stage.MAILING or self.mail_trouble in (trouble, *_KNOWN_TO_FAIL):
            return self._unchanged()
        return self._step(f"mail-{trouble}", at=at, mail_trouble=trouble)

    def mail_unconfirmed(self, *, at: datetime) -> StepOf[Self]:
        """It was accepted, and is not among the sent items: "sent" can no longer be said."""
        if self.stage is not Stage.SENT or self.confirmed_at is not None:
            return self._unchanged()
        trouble = MailTrouble.UNCONFIRMED
        return self._step(
            f"mail-{trouble}", at=at, stage=Stage.MAILING, sent_at=None, mail_trouble=trouble
        )

    def mail_confirmed(self, *, sent_at: datetime, at: datetime) -> StepOf[Self]:
        """It stands among the sent items."""
        if self.confirmed_at is not None or not self.is_on_its_way:
            return self._unchanged()
        sent: dict[str, Any] = {"stage": Stage.SENT, "sent_at": self.sent_at or sent_at}
        return self._step("mail-confirmed", at=at, confirmed_at=at, mail_trouble=None, **sent)
