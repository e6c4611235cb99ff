"""The tasks that write to the people around a report."""

from dataclasses import dataclass

from bot.domain.escalation import Escalation, Transition
from bot.ports import Message, NewTask, PlacedCard, Submission
from bot.services.handlers.ask_leader import AskLeaderTasks
from bot.services.handlers.find_leader import FindLeaderTasks
from bot.services.handlers.refresh_cards import RefreshCardsTasks
from bot.services.handlers.registry import handlers_of
from bot.services.messaging import Messaging
from tests.builders import a_report, opened
from tests.domain.escalation.acts import Act, not_reached
from tests.services.chats_and_people import FakeMessenger, KnownPeople, WhoLeads, Words, an_address
from tests.services.fakes import AClock, KeptReports, KeptTasks

OUTDATED = Message("", text="outdated")


@dataclass
class Around:
    """A report with the people around it."""

    clock: AClock
    tasks: KeptTasks
    reports: KeptReports
    teams: FakeMessenger
    people: KnownPeople
    directory: WhoLeads
    finding: FindLeaderTasks
    asking: AskLeaderTasks
    showing: RefreshCardsTasks

    async def does(self, kind: str, *, attempts: int = 1) -> None:
        """One attempt at the newest task of that kind."""
        handlers = handlers_of(self.finding, self.asking, self.showing)
        keys = [key for key, task in self.tasks.put_once.items() if task.kind == kind]
        await handlers[kind](self.tasks.task(keys[-1], attempts=attempts))

    async def happens(self, *acts: Act) -> None:
        """The report goes on."""
        for act in acts:
            await self.reports.change("r1", act)

    async def has(self, task: NewTask) -> None:
        """Something else is due."""
        await self.tasks.put([task])

    async def holds_card(self, person_id: str, role: str) -> None:
        """A card is in this person's chat."""
        placed = PlacedCard(person_id, role, an_address(person_id), f"{role}-of-{person_id}")
        await self.reports.place_card("r1", placed)

    @property
    def it(self) -> Escalation:
        """The escalation."""
        return self.reports.kept["r1"][1]

    @property
    def happened(self) -> list[str]:
        """The kinds of its events."""
        return [event.kind for event in self.reports.events]


async def around(step: Transition | None = None, /, **leaders: str) -> Around:
    """Submits Rea's report; the keywords map people to their leaders."""
    first = step or opened()
    clock, tasks = AClock(), KeptTasks()
    reports, teams, people = KeptReports(tasks), FakeMessenger(), KnownPeople()
    directory, words = WhoLeads(leaders), Words()
    chats = Messaging(reports, people, teams, OUTDATED)
    finding = FindLeaderTasks(reports, clock, tasks, people, directory)
    asking = AskLeaderTasks(reports, clock, tasks, chats, words)
    showing = RefreshCardsTasks(reports, clock, tasks, chats, words)
    await reports.submit(Submission(a_report(level=first.after.level), first.after, first))
    return Around(clock, tasks, reports, teams, people, directory, finding, asking, showing)


async def without_leader(*left_out: str, **leaders: str) -> Around:
    """Lea cannot be reached."""
    first = opened()
    after = first.after.model_copy(update={"left_out": left_out})
    it = await around(Transition(before=None, after=after, events=first.events), **leaders)
    await it.happens(not_reached)
    return it
