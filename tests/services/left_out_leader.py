"""Simulates a report that leaves out Rea's leader while the directory changes or fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from bot.domain.draft import TellWhom
from bot.domain.escalation import UNDO_FOR, Escalation, NotMe
from bot.domain.people import KnownPerson, Person
from bot.ports import Failure, Task
from bot.services.emails.writer import WriteLetters
from bot.services.handlers.ask_leader import AskLeaderTasks
from bot.services.handlers.find_leader import FindLeaderTasks
from bot.services.handlers.mail import SendMailTasks
from bot.services.handlers.registry import handlers_of
from bot.services.messaging import Messaging
from bot.services.reports.answer_links import AnswerLinks
from bot.services.reports.use_cases import SubmitReport
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import Reschedule, TaskHandler
from tests.builders import NOON, a_draft, a_person, an_actor, shipped
from tests.domain.escalation import acts
from tests.random_choices import RandomChoices, built_by_picks
from tests.services.chats_and_people import FakeMessenger, KnownPeople, WhoLeads, Words
from tests.services.fake_mailbox import FakeMailbox
from tests.services.fakes import MAIL, AClock, Faults, KeptReports, KeptTasks
from tests.services.report_and_people import OUTDATED

STAFF = ("lea", "ari", "bob", "dee")
SITUATIONS = ("impersonation", "threat", "targeted-because-of-work")
"""High, urgent and standard."""
TIMERS = ("remind_leader", "pass_deadline", "call_deputy", "watch_line")
NOT_NOW = ("send_mail", "watch_mail", "refresh_cards", "tell_declined", "tell_news")
MOST_ROUNDS = 20


@dataclass
class LeftOutOffice:
    """A report with all its people, and a record of who is told as the tasks run."""

    rules: TellWhom
    known: KnownPerson
    directory: WhoLeads
    teams: FakeMessenger
    mailbox: FakeMailbox
    reports: KeptReports
    tasks: KeptTasks
    handlers: Mapping[str, TaskHandler]
    clock: AClock
    forbidden: set[str] = field(default_factory=set)
    """Everybody who led Rea while the directory could be read."""
    told: list[str] = field(default_factory=list)
    wronged: list[str] = field(default_factory=list)
    """People who were told although they had been left out."""

    @property
    def it(self) -> Escalation:
        """The escalation."""
        return self.reports.kept["d1"][1]

    async def goes_on(self, *timers: str) -> None:
        """Runs all due tasks until none is left."""
        own = self.directory.leaders.get("rea")
        stuck: set[str] = set()
        for _ in range(MOST_ROUNDS):
            due = [
                key
                for key, task in self.tasks.put_once.items()
                if key not in {*self.tasks.done, *stuck}
                and task.kind not in NOT_NOW
                and (task.kind not in TIMERS or task.kind in timers)
            ]
            if not due:
                break
            for key in due:
                await self._tries(self.tasks.task(key), stuck)
            self._looks_who_was_told(own)

    async def _tries(self, task: Task, stuck: set[str]) -> None:
        try:
            await self.handlers[task.kind](task)
        except (Failure, Reschedule):
            stuck.add(task.key)

    def _looks_who_was_told(self, own: str | None) -> None:
        letters = [self.mailbox.items[draft_id].letter for draft_id in self.mailbox.left]
        now = [*(to for to, _ in self.teams.sent), *(it.to.partition("@")[0] for it in letters)]
        new = [person for person in now if person not in self.told and person in STAFF]
        self.told += new
        left_out = {*self.forbidden, *([own] if own else [])}
        self.wronged += [person for person in new if person in left_out]


async def an_office(
    tell: TellWhom, known: KnownPerson, situation: str, directory: WhoLeads, unreachable: set[str]
) -> LeftOutOffice:
    """Submits the report."""
    clock, tasks = AClock(), KeptTasks()
    reports, people = KeptReports(tasks), KnownPeople()
    teams, mailbox = FakeMessenger(unreachable=unreachable), FakeMailbox(clock, Faults(()))
    chats = Messaging(reports, people, teams, OUTDATED)
    letters = WriteLetters(shipped(), "security@example.org")
    links: AnswerLinks | None = None
    mailing = SendMailTasks(reports, clock, tasks, mailbox, letters, MAIL, Alarms(clock), links)
    handlers = handlers_of(
        FindLeaderTasks(reports, clock, tasks, people, directory),
        AskLeaderTasks(reports, clock, tasks, chats, Words()),
        mailing,
    )
    submit = SubmitReport(reports, people, shipped(), lambda: NOON)
    people.said["rea"] = known
    await submit(a_draft(situation, tell_whom=tell))
    office = LeftOutOffice(tell, known, directory, teams, mailbox, reports, tasks, handlers, clock)
    if known.leader and known.leader.id:
        office.forbidden.add(known.leader.id)
    return office


@dataclass(frozen=True)
class Weather:
    """The directory's answers for one phase, and how long it lasts."""

    leaders: dict[str, str]
    is_silent: bool
    timers: tuple[str, ...]
    not_me: NotMe | None


@dataclass(frozen=True)
class LeftOutStory:
    """One simulation, from Send to the end."""

    tell: TellWhom
    known: KnownPerson
    situation: str
    unreachable: frozenset[str]
    same_names: tuple[Person, ...]
    weathers: tuple[Weather, ...]

    async def happens(self) -> LeftOutOffice:
        """Runs the simulation and records everybody who was told."""
        directory = WhoLeads(self.weathers[0].leaders, self.same_names)
        office = await an_office(
            self.tell, self.known, self.situation, directory, set(self.unreachable)
        )
        for weather in self.weathers:
            directory.leaders, directory.is_down = weather.leaders, weather.is_silent
            await office.goes_on(*weather.timers)
            if weather.not_me:
                await _hand_on(office, weather.not_me)
                await office.goes_on()
        return office


async def _hand_on(office: LeftOutOffice, why: NotMe) -> None:
    for person in office.it.card_recipients:
        if office.it.is_waiting_for(person.id):
            by = an_actor(person.id or "")
            hand_on = acts.saying_not_me(why, at=office.clock())(by)
            await office.reports.change("d1", hand_on)
    office.clock.passes(UNDO_FOR)


def stories() -> st.SearchStrategy[LeftOutStory]:
    """Any of them."""
    return built_by_picks(_story)


def _story(picks: RandomChoices) -> LeftOutStory:
    everybody = [a_person(name) for name in STAFF]
    named = picks.pick([*everybody, *(Person(name=it.name, email=it.email) for it in everybody)])
    return LeftOutStory(
        tell=TellWhom(kind="other-leader", leader=named, goes_round=True),
        known=KnownPerson(leader=picks.pick([None, None, *everybody])),
        situation=picks.pick(SITUATIONS),
        unreachable=frozenset(name for name in STAFF if picks.pick([False, True])),
        same_names=picks.pick([(a_person(named.name.split()[0].lower()),), tuple(everybody), ()]),
        weathers=tuple(_weather(picks) for _ in range(picks.pick(range(1, 5)))),
    )


def _weather(picks: RandomChoices) -> Weather:
    leads = {who: picks.pick(["", "rea", *STAFF]) for who in ("rea", *STAFF)}
    return Weather(
        leaders={who: leader for who, leader in leads.items() if leader and leader != who},
        is_silent=picks.pick([False, True]),
        timers=tuple(timer for timer in TIMERS if picks.pick([False, True])),
        not_me=picks.pick([None, None, "cannot", "leads-others"]),
    )
