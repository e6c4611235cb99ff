"""The leader or deputy is asked in a one-to-one chat."""

import pytest

from bot.domain.escalation import EscalationStatus, LeaderState
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.ports import NewTask
from tests.builders import LEA, an_actor, opened
from tests.domain.escalation.acts import acknowledging, approve, found, send, withdraw
from tests.services.chats_and_people import an_address
from tests.services.report_and_people import around, without_leader

URGENT = opened(level=Level.URGENT)
CARD = "card lea awaiting-leader"


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
    assert it.it.stage is EscalationStatus.AWAITING_LEADER
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
    await it.does("find_next_in_line")

    assert (it.it.deputy_state, it.it.stage) == (LeaderState.NOT_REACHED, EscalationStatus.MAILING)


async def test_an_urgent_report_that_nobody_has_seen_has_a_deputy() -> None:
    it = await around(URGENT, lea="dee")
    await it.does("ask_leader")
    await it.has(NewTask("r1:call_deputy", "call_deputy", report_id="r1"))

    for kind in ("call_deputy", "find_deputy", "ask_deputy"):
        await it.does(kind)

    assert it.teams.told("dee") == ["card dee mailing"]
    assert (it.it.leader_state, it.it.deputy_state) == (LeaderState.ASKED, LeaderState.ASKED)


async def test_who_needs_not_answer_any_more_gets_no_card_and_is_not_said_to_have_one() -> None:
    it = await around(URGENT, lea="dee")
    await it.has(NewTask("r1:call_deputy", "call_deputy", report_id="r1"))
    for kind in ("call_deputy", "find_deputy", "ask_deputy"):
        await it.does(kind)
    await it.happens(acknowledging(an_actor("dee")))

    await it.does("ask_leader")

    assert it.teams.told("lea") == []
    assert "leader-asked" not in it.happened


async def test_a_leader_found_by_name_is_asked_like_any_other() -> None:
    it = await around(opened(Person(name="Lea Example")))
    await it.happens(found(LEA))

    await it.does("ask_leader")

    assert it.teams.sent == [("lea", CARD)]
