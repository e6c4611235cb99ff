"""The mail tasks of one report, on a mailbox and a task table in memory."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.escalation import Escalation, Transition
from bot.ports import Failure, Submission
from bot.services.emails.writer import WriteLetters
from bot.services.handlers.mail import ConfirmMailTasks, FindReturnedMailTasks, SendMailTasks
from bot.services.handlers.registry import handlers_of
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import Reschedule
from tests.builders import LEA, a_report, opened, shipped
from tests.domain.escalation.acts import Act
from tests.services.fake_mailbox import FakeMailbox
from tests.services.fakes import MAIL, AClock, Died, Faults, KeptReports, KeptTasks

SECURITY = "security@example.org"
SHORTLY = timedelta(seconds=1)


@dataclass
class Post:
    """A report, its email and its tasks."""

    clock: AClock
    tasks: KeptTasks
    reports: KeptReports
    mailbox: FakeMailbox
    alarms: Alarms
    mailing: SendMailTasks
    confirming: ConfirmMailTasks
    returning: FindReturnedMailTasks

    async def does(self, kind: str) -> None:
        """One attempt at the task of that kind."""
        handlers = handlers_of(self.mailing, self.confirming, self.returning)
        await handlers[kind.partition("@")[0].partition(":")[0]](self.tasks.task(f"r1:{kind}"))

    async def does_all(self, kind: str) -> list[str]:
        """Retries until the task is done; the outcome of each attempt."""
        ends: list[str] = []
        while f"r1:{kind}" not in self.tasks.done and len(ends) < 100:
            try:
                await self.does(kind)
                ends.append("done")
            except Reschedule as later:
                ends.append("Reschedule")
                self.clock.passes(later.delay)
            except (Failure, Died) as end:
                ends.append(type(end).__name__)
                self.clock.passes(SHORTLY)
        return ends

    async def happens(self, *acts: Act) -> None:
        """Applies a transition."""
        for act in acts:
            await self.reports.change("r1", act)

    @property
    def it(self) -> Escalation:
        """The escalation."""
        return self.reports.kept["r1"][1]

    def letters_to(self, address: str) -> list[str]:
        """The subjects of the mails that left for there."""
        letters = [self.mailbox.items[draft_id].letter for draft_id in self.mailbox.left]
        return [letter.subject for letter in letters if letter.to == address]


async def post(step: Transition | None = None, faults: Faults | None = None) -> Post:
    """Submits Rea's report, for Security alone unless the transition says otherwise."""
    first = step or opened(LEA, told=False)
    clock, tasks = AClock(), KeptTasks()
    reports, mailbox = KeptReports(tasks), FakeMailbox(clock, faults or Faults(()))
    tasks.faults = mailbox.faults
    alarms, letters = Alarms(clock), WriteLetters(shipped(), SECURITY)
    mailing = SendMailTasks(reports, clock, tasks, mailbox, letters, MAIL, alarms)
    confirming = ConfirmMailTasks(reports, clock, tasks, mailbox, MAIL, alarms)
    returning = FindReturnedMailTasks(reports, clock, tasks, mailbox, letters, alarms)
    report = a_report(level=first.after.level)
    await reports.submit(Submission(report, first.after, first))
    return Post(clock, tasks, reports, mailbox, alarms, mailing, confirming, returning)


async def sent() -> Post:
    """The mail has been accepted."""
    it = await post()
    await it.does("send_mail")
    return it
