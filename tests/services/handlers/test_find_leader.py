"""The leader to ask is looked up; somebody who was left out is never chosen."""

from dataclasses import replace

import pytest

from bot.domain.escalation import EscalationStatus, LeaderState
from bot.domain.people import KnownPerson, Person
from bot.domain.scenario import Level
from bot.ports import Busy
from bot.services.handlers.find_leader import look_up
from bot.services.reports.leader_search import LONGEST_CHAIN
from bot.services.worker.worker import Reschedule
from tests.builders import LEA, NOON, a_person, an_actor, opened
from tests.domain.escalation.acts import REPORTER, asked, called, found, naming, unseen
from tests.services.chats_and_people import WhoLeads
from tests.services.report_and_people import Around, around, without_leader

DEE, KIM = a_person("dee"), a_person("kim")
URGENT = opened(level=Level.URGENT)


async def looked_up(**leaders: str) -> Around:
    it = await around(**leaders)
    await it.has(replace(look_up("d1", an_actor()), key="r1:look_up_leader"))
    return it


@pytest.mark.parametrize(
    ("leaders", "leader"), [({"rea": "lea"}, LEA), ({}, None), ({"rea": "rea"}, None)]
)
async def test_the_directory_says_who_leads_a_person(
    leaders: dict[str, str], leader: Person | None
) -> None:
    it = await looked_up(**leaders)

    await it.does("look_up_leader")

    assert it.people.said["rea"] == KnownPerson(person=a_person("rea"), leader=leader)


async def test_a_leader_who_is_away_is_known_to_be() -> None:
    it = await looked_up(rea="lea")
    it.directory.away.add("lea")

    await it.does("look_up_leader")

    assert it.people.said["rea"].leader_is_away


@pytest.mark.parametrize(
    ("same_names", "leader"),
    [
        ([LEA], LeaderState.TO_BE_ASKED),
        ([], LeaderState.NOT_REACHED),
        ([LEA, DEE], LeaderState.NOT_REACHED),
        ([a_person("rea")], LeaderState.NOT_REACHED),
    ],
)
async def test_a_named_leader_is_found_if_there_is_exactly_one(
    same_names: list[Person], leader: LeaderState
) -> None:
    it = await around(opened(Person(name="Lea Example")))
    it.directory.same_names = same_names

    await it.does("find_named_leader")

    assert it.it.leader_state is leader
    assert it.directory.asked == ["Lea Example"]


# The reporter's own leader, whom the directory had not named at Send


async def test_a_report_without_a_name_goes_to_the_leader_of_the_reporter() -> None:
    it = await around(opened(None), rea="lea")

    await it.does("find_own_leader")

    assert it.it.leader == LEA
    assert it.it.leader_state is LeaderState.TO_BE_ASKED
    assert it.it.stage is EscalationStatus.AWAITING_LEADER
    assert it.directory.asked == ["rea"]
    assert "ask_leader" in it.tasks.kinds()


GUEST = LEA.model_copy(update={"is_guest": True})
STRANGER = LEA.model_copy(update={"email": "lea@elsewhere.example.com"})


@pytest.mark.parametrize(
    "leader",
    [None, a_person("rea"), GUEST, STRANGER],
    ids=["nobody", "themselves", "a guest", "somebody of another organisation"],
)
async def test_whoever_may_not_lead_them_is_not_asked_and_security_gets_it(
    leader: Person | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await around(opened(None))

    async def leader_of(person_id: str) -> Person | None:
        return leader

    monkeypatch.setattr(it.directory, "leader_of", leader_of)

    await it.does("find_own_leader")

    assert it.it.leader is None
    assert it.it.leader_state is LeaderState.NOT_REACHED
    assert (it.it.stage, it.it.mailing_because) == (EscalationStatus.MAILING, "leader-not-reached")
    assert "ask_leader" not in it.tasks.kinds()


async def test_while_the_directory_is_silent_the_leader_stays_to_be_found() -> None:
    it = await around(opened(None), rea="lea")
    it.directory.is_down = True

    with pytest.raises(Busy):
        await it.does("find_own_leader")
    it.directory.is_down = False
    await it.does("find_own_leader")

    assert it.it.leader == LEA


async def test_a_report_that_was_taken_back_asks_no_leader() -> None:
    it = await around(opened(None), rea="lea")
    await it.happens(lambda report: report.withdraw(by=an_actor(), at=NOON))

    await it.does("find_own_leader")

    assert it.it.leader is None
    assert "ask_leader" not in it.tasks.kinds()


@pytest.mark.parametrize(
    ("left_out", "leaders", "deputy"),
    [
        ((), {"lea": "dee"}, DEE),
        ((), {"lea": "rea", "rea": "dee"}, DEE),
        (("ann",), {"lea": "ann", "ann": "dee"}, DEE),
        (("ann", "bob"), {"lea": "ann", "ann": "bob", "bob": "dee"}, DEE),
        ((), {}, None),
        ((), {"lea": "lea"}, None),
        ((), {"lea": "rea", "rea": "lea"}, None),
        (("dee",), {"lea": "dee", "dee": "lea"}, None),
    ],
)
async def test_the_deputy_is_the_first_leader_of_leaders_who_may_stand_in(
    left_out: tuple[str, ...], leaders: dict[str, str], deputy: Person | None
) -> None:
    it = await without_leader(*left_out, **leaders)

    await it.does("find_deputy")

    assert it.it.deputy == deputy
    assert len(it.directory.asked) <= LONGEST_CHAIN


async def test_without_a_deputy_it_goes_to_security() -> None:
    it = await without_leader()

    await it.does("find_deputy")

    assert (it.it.deputy_state, it.it.stage) == (LeaderState.NOT_REACHED, EscalationStatus.MAILING)
    assert it.it.mailing_because == "leader-not-reached"


async def test_a_directory_that_is_down_for_a_moment_decides_nothing() -> None:
    it = await without_leader(lea="dee")
    it.directory.is_down = True

    with pytest.raises(Busy):
        await it.does("find_deputy")

    assert it.it.deputy_state is LeaderState.LOOKUP_PENDING


async def test_a_leader_who_is_still_looked_for_is_found_before_a_deputy_is_thought_of() -> None:
    it = await around(opened(Person(name="Lea Example"), level=Level.URGENT))

    with pytest.raises(Reschedule):
        await it.does("call_deputy")
    await it.happens(found(LEA))
    await it.does("call_deputy")

    assert it.it.deputy_state is LeaderState.LOOKUP_PENDING


class AnswersLate(WhoLeads):
    """The reporter names Kim while it looks for whoever comes after Lea."""

    around: Around | None = None

    async def leader_of(self, person_id: str) -> Person | None:
        found_one = await super().leader_of(person_id)
        if self.around is not None:
            await self.around.happens(naming(KIM)(REPORTER))
        return found_one


@pytest.mark.parametrize("leaders", [{}, {"lea": "dee"}])
async def test_an_answer_that_comes_late_does_not_stand_in_the_way_of_whom_they_named(
    leaders: dict[str, str],
) -> None:
    it = await around(URGENT)
    await it.happens(asked, called, unseen)
    late = AnswersLate(leaders)
    late.around = it
    slow = replace(it, finding=replace(it.finding, directory=late))

    with pytest.raises(Reschedule):
        await slow.does("find_deputy")
    it.directory.same_names = [KIM]
    await it.does("find_next_in_line")

    assert (it.it.deputy, it.it.line_ended_at) == (KIM, None)
