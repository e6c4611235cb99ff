"""A day on which thirty reports are made while Teams and Microsoft Graph fail again and again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.journeys.chaos.faults import PlannedTeams
from tests.journeys.chaos.graph import Trouble
from tests.journeys.chaos.mail import MailReader
from tests.journeys.chaos.people import Reporting, about_reports
from tests.journeys.chaos.plans import (
    AWAY,
    BUSIEST,
    HURRY,
    LEADERS,
    NEW,
    NOT_ME,
    REPORTERS,
    WITHDRAW,
    WITHOUT_APP,
    Plan,
    answer_of,
    plans_of,
)
from tests.journeys.chaos.stories import DECIDES, SENT, newest_status
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.words import words

UNPLUGGED = (150, 210)
REFUSED = (345, 400)
"""Minutes after the day began, at 8 am; so are all others."""
WORKING_DAY = 540
ALL_DONE = 24 * 60 + WORKING_DAY + 120
"""Whatever waits a working day has gone by then."""
STEP, LONG_STEP = 5, 15
REMOVED = (420, 465)
"""When one leader does without the app."""
HANDS_ON, CANNOT = "say_not_me", words("not_me.cannot")
AS_INFORMED = words("leader.acknowledge")
SURE = words("withdraw.sure")
VERBS = {HURRY: "send_without_waiting", WITHDRAW: "withdraw"}
MOST_LOOKS = 10
READS_EVERY = 45
"""Minutes between two looks of a leader at their mail."""
Act = Callable[[], Awaitable[None]]


@dataclass
class Day:
    """The bot, everybody around it, and what has been done to it."""

    bot: OverGraph
    seed: int
    channel: PlannedTeams
    trouble: Trouble
    people: dict[str, Somebody] = field(default_factory=dict)
    made: dict[str, Plan] = field(default_factory=dict)
    """Each report by its id."""
    lies: list[str] = field(default_factory=list)
    """Cards that said "sent" of what had not left."""
    _minute: int = 0
    _mail: MailReader = field(init=False)
    _away: set[str] = field(default_factory=set)
    _answers: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """What each holder of a card will do with it, and when."""

    async def passes(self) -> None:
        """All of it, from eight in the morning until the last deadline of the next day."""
        await self._begins()
        plans, acts = plans_of(self.seed), self._acts()
        while self._minute < ALL_DONE:
            for act in acts.get(self._minute, ()):
                await act()
            for plan in plans.get(self._minute, ()):
                report = Reporting(self.bot, self.people[plan.reporter])
                self.made[await report(plan.situation, plan.tell)] = plan
            await self._people_act()
            await self._goes_on()

    async def _begins(self) -> None:
        for name in (*REPORTERS, *LEADERS, WITHOUT_APP):
            self.people[name] = self.bot.person(f"{name} Example")
        for name in [it for it in (*REPORTERS, *LEADERS) if it != NEW]:
            await Reporting(self.bot, self.people[name]).meets_the_bot()
        for name in (WITHOUT_APP, NEW):
            self.bot.teams.loses_app(self.people[name].member)
        self.bot.graph.installs.kept_from.add(self.people[WITHOUT_APP].member.object_id)
        busiest = [self.people[name] for name in BUSIEST]
        others = [self.people[it] for it in (*REPORTERS, *LEADERS) if it not in BUSIEST]
        self.channel.begins(others, busiest)
        self.trouble.begins()
        self._mail = MailReader(self.bot, f"{WITHOUT_APP.lower()}@example.org")

    async def _goes_on(self) -> None:
        step = STEP if self._minute < WORKING_DAY else LONG_STEP
        self._minute += step
        # What failed is tried again within seconds at first, long before the next step.
        await self.bot.time_passes(minutes=1)
        await self.bot.time_passes(minutes=step - 1)
        if self._minute % 30 == 0:
            self._looks_for_lies()

    def _acts(self) -> Mapping[int, Sequence[Act]]:
        """What happens at set minutes."""
        wiremu, trouble = self.people["Wiremu"], self.trouble
        acts: dict[int, list[Act]] = {
            UNPLUGGED[0]: [trouble.unplugs],
            UNPLUGGED[1]: [trouble.plugs_in],
            REFUSED[0]: [trouble.refuses],
            REFUSED[1]: [trouble.allows],
            REMOVED[0]: [wiremu.removes],
            REMOVED[1]: [wiremu.installs],
        }
        for name, (since, until) in AWAY.items():
            acts.setdefault(since, []).append(partial(self._blocks, name))
            acts.setdefault(until, []).append(partial(self._comes_back, name))
        return acts

    async def _blocks(self, name: str) -> None:
        self._away.add(name)
        self.bot.teams.loses_app(self.people[name].member)

    async def _comes_back(self, name: str) -> None:
        """Looks at every report again, for nobody could tell them anything."""
        self._away.discard(name)
        somebody = self.people[name]
        self.bot.teams.opens_chat(somebody.member)
        for report_id in [it for it, plan in self.made.items() if plan.reporter == name]:
            for _ in range(MOST_LOOKS):
                await somebody.sends({"verb": "open_report", "report_id": report_id})
                if somebody.answers:
                    break

    async def _people_act(self) -> None:
        for name in [it for it in REPORTERS if it not in self._away]:
            await self._changes_their_mind(name)
        for name in [it for it in LEADERS if it not in self._away]:
            await self._answers_cards(name)
        if self._minute % READS_EVERY == 0:
            await self._mail.reads()

    async def _changes_their_mind(self, name: str) -> None:
        for report_id, plan in self.made.items():
            if plan.reporter == name and plan.then and plan.then_at == self._minute:
                found = about_reports(self.people[name], VERBS[plan.then])
                for button in found[report_id].values():
                    await self.people[name].pressing(button)
                asked = about_reports(self.people[name], VERBS[plan.then]).get(report_id, {})
                if sure := asked.get(SURE):
                    await self.people[name].pressing(sure)

    async def _answers_cards(self, name: str) -> None:
        """The first look at a card decides what comes of it, and when."""
        for report_id, buttons in about_reports(self.people[name], DECIDES, HANDS_ON).items():
            number = list(self.made).index(report_id)
            after, answer = answer_of(self.seed, number, name)
            at, answer = self._answers.setdefault((name, report_id), (self._minute + after, answer))
            chosen = (buttons.get(answer) or buttons.get(AS_INFORMED)) if answer else None
            if chosen is not None and self._minute >= at:
                await self.people[name].pressing(chosen, reason="We have talked it through.")
                which = about_reports(self.people[name], HANDS_ON).get(report_id, {})
                if answer == NOT_ME and CANNOT in which:
                    await self.people[name].pressing(which[CANNOT])

    def _looks_for_lies(self) -> None:
        left = set(self.bot.left())
        for row in self.bot.rows("reports"):
            reference, reporter = row["reference"], self.people[self.made[row["id"]].reporter]
            if reference not in left and SENT in newest_status(reporter, reference):
                self.lies.append(f"at {self._minute} {reference} had not left, its card said so")
