"""Arrival: proved by one marked test mail to SECURITY_MAILBOX, and by what comes back of it.

Accepted is not delivered: Exchange accepts a mail before policies, filters and the recipient's
mailbox have seen it (https://learn.microsoft.com/graph/api/message-send). So the mail asks for a
delivery receipt, and "delivered" is said only after one, or after an answer from the mailbox.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html import escape
from types import TracebackType
from typing import Self

from bot.adapters.graph.errors import ACCESS_DENIED
from bot.adapters.graph.mail import GraphMail
from bot.adapters.graph.non_delivery_reports import InboxMessage
from bot.doctor.checks.host.content import ContentCheck
from bot.doctor.checks.mail.mailbox import KEEP, NO_RECIPIENT, SEND
from bot.doctor.checks.mail.security_mailbox import SPELLING
from bot.doctor.diagnosis.graph_errors import AGAIN
from bot.doctor.results import CheckFailed, Remark, fine, warning
from bot.domain.timers import NEW_ZEALAND, MailTimers
from bot.ports import Busy, Clock, Failure, Letter, Rejected, Task, Unclear
from bot.services.emails.delivery import Deliver
from bot.services.worker.worker import Reschedule
from bot.settings import Settings

ACCEPT_WITHIN = 60.0
"""Seconds in which Exchange must accept the mail."""
PAUSES = 3
"""Pauses between two looks into the Inbox."""
READ = "Read what came back, in the Inbox of MAIL_SENDER."
FILTERS = (
    "Let Security say whether it is in their Inbox and not in Junk. It holds no abusive words and"
    " no links: what a filter does to those is proved by hand, manifest/deploy/INSTALL.md, step 5."
)
ASK = (
    "Ask Security whether they have the mail with this code in its subject. If not, look for it in"
    " the quarantine and in the message trace of Exchange. A doctor who is run again in the same"
    " hour sends no second one, and looks for what came back of this."
)
# A delivery receipt, [MS-OXOMSG] 2.2.2.1:
# https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxomsg/6f3751db-583b-4b31-b2ed-58fcc440e5b9
RECEIPT = re.compile(r"REPORT\.IPM\.Note\.DR", re.IGNORECASE)
# Given to another system, to the members of a group, or not yet: not delivered to a mailbox.
PASSED_ON = re.compile(r"REPORT\.IPM\.Note\.(?:Relayed|Expanded|Delayed)\.DR", re.IGNORECASE)


class ArrivalCheck:
    """Sends one test mail an hour at most, as a report is sent. Use as `async with`.

    A draft that has not left at the end is deleted.
    """

    def __init__(
        self,
        mail: GraphMail,
        settings: Settings,
        content: ContentCheck,
        clock: Clock,
        *,
        pause: float,
        wait: float,
    ) -> None:
        self._mail = mail
        self._security = settings.security_mailbox
        self._content = content
        self._clock = clock
        self._pause = pause
        self._wait = wait
        # A platform that starts the doctor again and again must not send again and again.
        self._key = f"doctor-test/{clock():%Y-%m-%dT%H}/{self._security.casefold()}"
        self._code = f"TEST-{sha256(self._key.encode()).hexdigest()[:8].upper()}"
        self._has_begun = False
        look = timedelta(seconds=max(pause, 0.01))
        self._timers = MailTimers(
            first_look=look,
            resend_after=10 * look,
            park_after=timedelta(seconds=ACCEPT_WITHIN),
            confirm_within=timedelta(seconds=ACCEPT_WITHIN),
            late_after=timedelta(seconds=ACCEPT_WITHIN),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            for draft in (await self._mail.look_up(self._key)).drafts if self._has_begun else ():
                await self._mail.delete_draft(draft)
        except Failure:
            return

    async def is_accepted(self) -> Sequence[Remark]:
        """Sends the mail, unless that of this hour has left."""
        try:
            async with asyncio.timeout(ACCEPT_WITHIN):
                return await self._send()
        except Rejected as refused:
            code = str(refused) or type(refused).__name__
            cure = SPELLING if code == NO_RECIPIENT else AGAIN
            raise CheckFailed(
                f"Exchange does not accept a test mail to SECURITY_MAILBOX ({code}).",
                SEND.cure if code in ACCESS_DENIED else cure,
            ) from None
        except TimeoutError:
            raise CheckFailed(
                f"Exchange did not accept a test mail within {ACCEPT_WITHIN:g} seconds; whether it"
                f" left is not known ({self._code}).",
                AGAIN,
            ) from None

    async def is_delivered(self) -> Sequence[Remark]:
        """Waits for a receipt, an answer or a non-delivery report, and says what it proves."""
        clock = asyncio.get_running_loop().time
        end = clock() + self._wait
        while True:
            has_left, about = await self._look()
            if any(one.is_non_delivery_report for one in about):
                raise CheckFailed(
                    f"The test mail came back, so it was not delivered ({self._code}).",
                    f"{READ} {SPELLING}",
                )
            if proof := next(filter(None, map(self._proof, about)), None):
                says = f"Delivered: {proof} ({self._code}). Not proved: that somebody reads it."
                return [Remark("ready", says, FILTERS)]
            if clock() >= end:
                return self._not_proved(about, has_left=has_left)
            await asyncio.sleep(PAUSES * self._pause)

    async def _send(self) -> Sequence[Remark]:
        progress = _Progress()
        deliver = Deliver(self._mail, progress, self._clock, self._timers)
        while True:
            try:
                if not self._has_begun and (earlier := await self._mail.look_up(self._key)).sent_at:
                    at = earlier.sent_at.astimezone(NEW_ZEALAND)
                    return fine(
                        f"Exchange accepted the test mail of this hour at {at:%H:%M} already, so"
                        f" none was sent ({self._code} in its subject)."
                    )
                self._has_begun = True
                await deliver(progress.task, self._key, self._letter)
            except Reschedule as later:
                await asyncio.sleep(later.delay.total_seconds())
            except (Busy, Unclear) as failure:
                wait = failure.retry_after
                await asyncio.sleep(wait.total_seconds() if wait else self._pause)
            else:
                return fine(
                    f"Exchange accepted a test mail to SECURITY_MAILBOX ({self._code} in its"
                    " subject). That alone does not say that it is delivered."
                )

    async def _look(self) -> tuple[bool, Sequence[InboxMessage]]:
        """Whether the mail is in Sent Items, and what the Inbox has about it."""
        try:
            return await self._mail.has_left(self._key), await self._mail.came_back(self._code)
        except Busy:
            return True, ()
        except Rejected as refused:
            code = str(refused) or type(refused).__name__
            raise CheckFailed(
                f"What came back cannot be read in the mailbox MAIL_SENDER ({code}).", KEEP.cure
            ) from None

    def _proof(self, message: InboxMessage) -> str:
        """What proves the arrival; empty for any other message."""
        if RECEIPT.fullmatch(message.message_class):
            return "Exchange reported that the test mail is in the mailbox"
        is_report = message.message_class.casefold().startswith("report.")
        if message.sender == self._security.casefold() and not is_report:
            return "SECURITY_MAILBOX answered the test mail"
        return ""

    def _not_proved(self, about: Sequence[InboxMessage], *, has_left: bool) -> Sequence[Remark]:
        if not has_left:
            raise CheckFailed(
                "Exchange accepted the test mail, but it is not in Sent Items of MAIL_SENDER"
                f" ({self._code}).",
                "Look for it in the message trace of Exchange; what the bot sends is lost there.",
            )
        if any(PASSED_ON.fullmatch(one.message_class) for one in about):
            says = "Exchange reported that it passed the test mail on, or will try again"
        elif about:
            says = "What came back of the test mail is neither a receipt nor from SECURITY_MAILBOX"
        else:
            says = f"Nothing came back of the test mail within {self._wait / 60:g} minutes"
        asks = f"{READ} {ASK}" if about else ASK
        return warning(f"Not proved to be delivered: {says} ({self._code}).", asks)

    def _letter(self) -> Letter:
        assert self._content.content is not None
        texts = self._content.content.texts
        said = [texts("mail.test_what"), texts("mail.test_more", code=self._code)]
        return Letter(
            key=self._key,
            reference=self._code,
            to=self._security,
            subject=texts("mail.test_subject", code=self._code),
            text="\n\n".join(said),
            html="".join(f"<p>{escape(words)}</p>" for words in said),
            is_urgent=False,
            wants_receipt=True,
        )


class _Progress:
    """How far the mail has come. In memory: the next doctor finds the mail by its key."""

    def __init__(self) -> None:
        self.task = Task(0, "", "", 0, "", None, {})

    async def checkpoint(self, task: Task, payload: Mapping[str, object]) -> None:
        """Keeps it for the next attempt."""
        self.task = replace(task, payload=payload)
