"""Whoever should know is found and asked; who was left out never is."""

from dataclasses import replace

import pytest

from bot.domain.escalation import Escalation, LeaderState, Stage, Step
from bot.domain.people import Known, Person
from bot.domain.scenario import Level
from bot.ports import Busy, NewTask
from bot.services.asking import LONGEST_CHAIN, look_up
from bot.services.attempt import Later
from tests.builders import LEA, NOON, a_person, an_actor, opened
from tests.domain.acts import (
    LATER,
    acknowledging,
    approve,
    asked,
    found,
    not_reached,
    send,
    withdraw,
)
from tests.services.chats_and_people import an_address
from tests.services.people_around import Around, around

DEE = a_person("dee")
URGENT = opened(level=Level.URGENT)
CARD = "card lea awaiting-leader"


# Who leads a person


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

    assert it.people.said["rea"] == Known(person=a_person("rea"), leader=leader)


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


# The card


async def test_the_card_comes_into_the_leaders_own_chat() -> None:
    it = await around()

    await it.does("ask_leader")

    assert it.teams.sent == [("lea", CARD)]
    assert it.it.leader_state is LeaderState.ASKED
    assert ("r1", "lea", "leader") in it.reports.cards


async def test_a_card_that_is_there_already_is_replaced_and_not_doubled() -> None:
    it = await around()
    await it.holds_card("lea", "leader")

    await it.does("ask_leader")

    assert (it.teams.sent, it.teams.replaced) == ([], [("lea", CARD)])


async def test_a_chat_that_is_gone_is_opened_anew() -> None:
    it = await around()
    it.people.addresses["lea"] = an_address("lea", "old")
    it.teams.gone.add("old")

    await it.does("ask_leader")

    assert it.people.addresses["lea"].conversation_id == "chat-1"
    assert it.teams.told("lea") == [CARD]


async def test_what_changed_while_the_card_was_on_its_way_is_on_the_card() -> None:
    it = await around()
    it.teams.then.append(lambda: it.happens(send))

    await it.does("ask_leader")

    assert it.teams.replaced == [("lea", "card lea mailing")]


@pytest.mark.parametrize("act", [withdraw, approve])
async def test_who_has_nothing_to_answer_gets_no_card(act: object) -> None:
    it = await around()
    await it.happens(act)  # type: ignore[arg-type]

    await it.does("ask_leader")

    assert it.teams.sent == []


async def test_a_leader_who_cannot_be_reached_has_a_deputy() -> None:
    it = await around()
    it.teams.unreachable.add("lea")

    await it.does("ask_leader")

    assert it.it.leader_state is LeaderState.NOT_REACHED
    assert it.it.stage is Stage.AWAITING_LEADER
    assert {"find_deputy", "mail_leader"} <= set(it.tasks.kinds())


async def test_a_leader_whose_every_chat_is_gone_is_not_reached() -> None:
    it = await around()
    it.people.addresses["lea"] = an_address("lea", "old")
    it.teams.gone |= {"old", "chat-1"}

    await it.does("ask_leader")

    assert it.it.leader_state is LeaderState.NOT_REACHED


async def test_no_chat_can_be_opened_where_teams_was_never_heard_of() -> None:
    it = await around()
    it.people.url = None

    await it.does("ask_leader")

    assert it.it.leader_state is LeaderState.NOT_REACHED


# The deputy


async def without_leader(*left_out: str, **leaders: str) -> Around:
    """Lea cannot be reached."""
    first = opened()
    after = first.after.model_copy(update={"left_out": left_out})
    it = await around(Step(before=None, after=after, events=first.events), **leaders)
    await it.happens(not_reached)
    return it


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

    assert (it.it.deputy_state, it.it.stage) == (LeaderState.NOT_REACHED, Stage.MAILING)
    assert it.it.mailing_because == "leader-not-reached"


async def test_a_directory_that_is_down_for_a_moment_decides_nothing() -> None:
    it = await without_leader(lea="dee")
    it.directory.is_down = True

    with pytest.raises(Busy):
        await it.does("find_deputy")

    assert it.it.deputy_state is LeaderState.TO_BE_FOUND


async def test_the_deputy_is_asked_in_the_same_way() -> None:
    it = await without_leader(lea="dee")
    await it.does("find_deputy")

    await it.does("ask_deputy")

    assert it.teams.told("dee") == ["card dee awaiting-leader"]
    assert it.it.deputy_state is LeaderState.ASKED


async def test_a_deputy_who_cannot_be_reached_holds_nothing_up() -> None:
    it = await without_leader(lea="dee")
    it.teams.unreachable.add("dee")
    await it.does("find_deputy")

    await it.does("ask_deputy")

    assert (it.it.deputy_state, it.it.stage) == (LeaderState.NOT_REACHED, Stage.MAILING)


async def test_an_urgent_report_that_nobody_has_seen_has_a_deputy() -> None:
    it = await around(URGENT, lea="dee")
    await it.does("ask_leader")
    await it.has(NewTask("r1:call_deputy", "call_deputy", report_id="r1"))

    for kind in ("call_deputy", "find_deputy", "ask_deputy"):
        await it.does(kind)

    assert it.teams.told("dee") == ["card dee mailing"]
    assert (it.it.leader_state, it.it.deputy_state) == (LeaderState.ASKED, LeaderState.ASKED)


async def test_a_leader_who_is_still_looked_for_is_found_before_a_deputy_is_thought_of() -> None:
    it = await around(opened(Person(name="Lea Example"), level=Level.URGENT))

    with pytest.raises(Later):
        await it.does("call_deputy")
    await it.happens(found(LEA))
    await it.does("call_deputy")

    assert it.it.deputy_state is LeaderState.TO_BE_FOUND


async def test_who_needs_not_answer_any_more_gets_no_card_and_is_not_said_to_have_one() -> None:
    it = await around(URGENT, lea="dee")
    await it.has(NewTask("r1:call_deputy", "call_deputy", report_id="r1"))
    for kind in ("call_deputy", "find_deputy", "ask_deputy"):
        await it.does(kind)
    await it.happens(acknowledging(an_actor("dee")))

    await it.does("ask_leader")

    assert it.teams.told("lea") == []
    assert "leader-asked" not in it.happened


# The deadline


async def test_a_report_nobody_answered_in_time_goes_to_security() -> None:
    it = await around()
    await it.does("ask_leader")

    await it.does("pass_deadline")

    assert (it.it.stage, it.it.mailing_because) == (Stage.MAILING, "deadline")
    assert {"send_mail", "mail_leader"} <= set(it.tasks.kinds())


async def test_a_deadline_changes_nothing_that_was_answered() -> None:
    it = await around()
    await it.happens(asked, approve)

    await it.does("pass_deadline")

    assert it.it.mailing_because == "approved"
    assert "r1:pass_deadline" in it.tasks.done


# The reminder


async def with_reminder(*acts: object) -> Around:
    it = await around(lea="dee")
    await it.has(NewTask("r1:remind_leader", "remind_leader", report_id="r1"))
    await it.happens(*acts)  # type: ignore[arg-type]
    return it


def deputised(it: Escalation) -> Step:
    """Dee stands in."""
    return it.deputy_found(DEE, at=LATER)


def deputy_asked(it: Escalation) -> Step:
    """Dee has the card."""
    return it.deputy_asked(at=LATER)


async def test_a_leader_who_has_not_answered_is_reminded_once() -> None:
    it = await with_reminder(asked)

    await it.does("remind_leader")

    assert it.teams.sent == [("lea", "reminder")]
    assert it.it.reminded_at == NOON
    assert it.tasks.done == ["r1:remind_leader"]
    assert not it.it.reminded(at=LATER).is_change


async def test_only_who_still_has_to_answer_is_reminded() -> None:
    it = await with_reminder(not_reached, deputised, deputy_asked)

    await it.does("remind_leader")

    assert it.teams.sent == [("dee", "reminder")]


@pytest.mark.parametrize("acts", [(), (asked, approve), (asked, withdraw), (asked, send)])
async def test_nobody_is_reminded_of_what_does_not_wait_for_them(acts: tuple[object, ...]) -> None:
    it = await with_reminder(*acts)

    await it.does("remind_leader")

    assert it.teams.sent == []
    assert "r1:remind_leader" in it.tasks.done


async def test_a_reminder_that_does_not_arrive_is_left_to_the_deadline() -> None:
    it = await with_reminder(asked)
    it.teams.unreachable.add("lea")

    await it.does("remind_leader")

    assert "r1:remind_leader" in it.tasks.done
    assert it.it.stage is Stage.AWAITING_LEADER


async def test_a_leader_found_by_name_is_asked_like_any_other() -> None:
    it = await around(opened(Person(name="Lea Example")))
    await it.happens(found(LEA))

    await it.does("ask_leader")

    assert it.teams.sent == [("lea", CARD)]
