"""Cards are updated to the current state wherever they are."""

from datetime import timedelta

import pytest

from bot.domain.people import Actor
from bot.ports import Busy, NewTask, Unclear
from bot.services.handlers.refresh_cards import CARD_MAY_COME
from bot.services.worker.worker import HALF_A_MINUTE, with_failing_since
from tests.builders import a_person
from tests.domain.escalation.acts import LATER, approve, asked, decline, not_reached, send, withdraw
from tests.services.report_and_people import Around, around

REFRESH = NewTask("r1:refresh_cards", "refresh_cards", report_id="r1", payload={"leader": True})


async def shown(*acts: object, leader: bool = True) -> Around:
    """Rea has a status card, Lea the leader's card, and the report has changed."""
    it = await around()
    await it.holds_card("rea", "status")
    await it.holds_card("lea", "leader")
    await it.happens(asked, *acts)  # type: ignore[arg-type]
    payload = {"leader": leader}
    await it.has(NewTask(REFRESH.key, REFRESH.kind, report_id="r1", payload=payload))
    return it


async def test_both_cards_are_replaced_in_place() -> None:
    it = await shown(approve)

    await it.does("refresh_cards")

    assert it.teams.replaced == [("rea", "status mailing"), ("lea", "card lea mailing")]
    assert it.teams.sent == []
    assert it.tasks.done[-1] == REFRESH.key


async def test_the_leaders_card_stays_if_nothing_on_it_changed() -> None:
    it = await shown(leader=False)

    await it.does("refresh_cards")

    assert it.teams.replaced == [("rea", "status awaiting-leader")]


async def test_the_deputys_card_is_replaced_too() -> None:
    it = await shown(not_reached, lambda it: it.deputy_found(a_person("dee"), at=LATER), send)
    await it.holds_card("dee", "leader")

    await it.does("refresh_cards")

    assert it.teams.replaced[1:] == [("lea", "card lea mailing"), ("dee", "card dee mailing")]


async def test_a_leader_without_a_card_gets_none_by_a_refresh() -> None:
    it = await shown(send)
    del it.reports.cards["r1", "lea", "leader"]

    await it.does("refresh_cards")

    assert it.teams.told("lea") == []


async def test_a_card_that_is_gone_comes_back_with_what_is_true() -> None:
    it = await shown(send)
    it.teams.gone.add("status-of-rea")

    await it.does("refresh_cards")

    assert it.teams.told("rea") == ["status mailing"]
    placed = it.reports.cards["r1", "rea", "status"]
    assert placed.activity_id == "activity-1"


async def test_what_changed_in_between_is_shown_as_well() -> None:
    it = await shown()
    it.teams.gone.add("status-of-rea")
    it.teams.then.append(lambda: it.happens(send))

    await it.does("refresh_cards")

    assert it.teams.told("rea") == ["status awaiting-leader"]
    assert it.teams.replaced[-2:] == [("rea", "status mailing"), ("lea", "card lea mailing")]


async def test_the_first_refresh_waits_a_moment_for_the_card_of_the_turn() -> None:
    it = await shown(send)
    del it.reports.cards["r1", "rea", "status"]

    with pytest.raises(Busy) as busy:
        await it.does("refresh_cards")
    await it.does("refresh_cards", attempts=2)

    assert busy.value.retry_after == CARD_MAY_COME
    assert it.teams.told("rea") == ["status mailing"]


async def test_who_cannot_be_reached_holds_nobody_else_up() -> None:
    it = await shown(send)
    it.teams.unreachable.add("rea")

    await it.does("refresh_cards")

    assert it.teams.replaced == [("lea", "card lea mailing")]
    assert it.tasks.done[-1] == REFRESH.key


async def test_a_card_that_is_not_taken_holds_nobody_elses_up() -> None:
    it = await shown(send)
    it.teams.fails = [Unclear()]

    with pytest.raises(Unclear):
        await it.does("refresh_cards")

    assert it.teams.replaced == [("lea", "card lea mailing")]


async def test_only_the_card_that_was_not_taken_is_drawn_again() -> None:
    it = await shown(send)
    it.teams.fails = [Unclear()]
    with pytest.raises(Unclear):
        await it.does("refresh_cards")

    await it.does("refresh_cards", attempts=2)

    assert it.teams.replaced == [("lea", "card lea mailing"), ("rea", "status mailing")]
    assert it.tasks.done[-1] == REFRESH.key


async def test_a_card_whose_place_stays_unclear_is_followed_by_another() -> None:
    it = await shown(send)
    task = it.tasks.task(REFRESH.key)
    await it.tasks.checkpoint(task, with_failing_since(task, it.clock.now - HALF_A_MINUTE))
    it.teams.fails = [Unclear()]

    await it.does("refresh_cards", attempts=9)

    assert it.teams.told("rea") == ["status mailing"]


@pytest.mark.parametrize(("acts", "told"), [((), ["declined"]), ((send,), []), ((withdraw,), [])])
async def test_a_decline_is_told_while_there_is_something_to_decide(
    acts: tuple[object, ...], told: list[str]
) -> None:
    it = await shown(decline, *acts)

    await it.does("tell_declined")

    assert it.teams.told("rea") == told
    assert it.tasks.done[-1] == "r1:tell_declined"


async def test_a_decline_that_cannot_be_told_is_done_with() -> None:
    it = await shown(decline)
    it.teams.unreachable.add("rea")

    await it.does("tell_declined")

    assert it.tasks.done[-1] == "r1:tell_declined"


@pytest.mark.parametrize("is_reachable", [True, False])
async def test_who_spoke_in_a_group_is_written_to_privately(is_reachable: bool) -> None:
    it = await around()
    actor = Actor(id="ari", tenant_id="kainga")
    payload = {**actor.model_dump(), "name": "Ari"}
    await it.has(NewTask("r1:write_privately", "write_privately", payload=payload))
    it.teams.unreachable |= set() if is_reachable else {"ari"}

    await it.does("write_privately")

    assert it.teams.told("ari") == (["welcome Ari"] if is_reachable else [])
    assert it.tasks.done == ["r1:write_privately"]


def test_a_card_may_come_within_seconds() -> None:
    assert timedelta(0) < CARD_MAY_COME <= timedelta(seconds=5)
