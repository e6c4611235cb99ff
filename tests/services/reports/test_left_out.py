"""Whom the reporter goes round hears nothing, by any path, whatever the directory says."""

import asyncio

import pytest
from hypothesis import given, settings

from bot.domain.escalation import Escalation, EscalationStatus, LeaderState, OwnLeader
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.ports import Busy
from tests.builders import DEE, LEA, a_person, opened
from tests.domain.escalation.acts import not_reached
from tests.services.left_out_leader import LeftOutStory, stories
from tests.services.report_and_people import Around, around

ARI, NAMED = a_person("ari"), Person(name="Lea Example")
LEFT_OUT, ONLY_IF_NAMED = OwnLeader.LEFT_OUT, OwnLeader.ONLY_IF_NAMED


async def going_round(named: Person, rule: OwnLeader = LEFT_OUT, /, **leaders: str) -> Around:
    """A report that names a leader; the keywords map people to their leaders."""
    return await around(opened(named, level=Level.HIGH, own_leader=rule), **leaders)


@settings(max_examples=80, deadline=None)
@given(stories())
def test_whom_the_reporter_goes_round_is_never_told(story: LeftOutStory) -> None:
    office = asyncio.run(story.happens())

    assert office.wronged == []
    assert set(office.it.left_out) >= office.forbidden


@settings(max_examples=30, deadline=None)
@given(stories())
def test_going_round_a_leader_never_holds_a_report_up(story: LeftOutStory) -> None:
    office = asyncio.run(story.happens())
    asyncio.run(office.goes_on("pass_deadline"))

    assert office.it.stage is EscalationStatus.MAILING


async def test_nobody_is_asked_before_it_is_known_who_is_left_out() -> None:
    it = await going_round(ARI, rea="lea")
    it.directory.is_down = True

    with pytest.raises(Busy):
        await it.does("find_leader_by_rule")

    assert it.it.leader_state is LeaderState.LOOKUP_PENDING
    assert it.it.card_recipients == (Person(name="Ari Example"),)
    assert "ask_leader" not in it.tasks.kinds()


@pytest.mark.parametrize(
    ("leaders", "left_out"), [({"rea": "lea"}, ("lea",)), ({}, ()), ({"rea": "ari"}, ("ari",))]
)
async def test_who_is_left_out_is_looked_up_before_the_leader_is_asked(
    leaders: dict[str, str], left_out: tuple[str, ...]
) -> None:
    it = await going_round(ARI, **leaders)
    it.directory.same_names = [ARI]

    await it.does("find_leader_by_rule")

    assert it.it.left_out == left_out
    assert (it.it.leader == ARI) is ("ari" not in left_out)


async def test_who_was_named_and_is_left_out_is_not_told_and_security_is() -> None:
    it = await going_round(NAMED, rea="lea")
    it.directory.same_names = [LEA]

    await it.does("find_leader_by_rule")

    assert (it.it.leader_state, it.it.stage) == (LeaderState.NOT_TOLD, EscalationStatus.MAILING)
    assert (it.it.card_recipients, it.it.named) == ((), LEA)
    assert "mail_leader" not in it.tasks.kinds()


async def test_whoever_leads_the_reporter_by_the_time_of_the_deputy_is_left_out_too() -> None:
    it = await going_round(ARI, rea="lea", ari="dee", dee="lea", lea="bob")
    it.directory.same_names = [ARI]
    await it.does("find_leader_by_rule")
    await it.happens(not_reached)
    it.directory.leaders = {**it.directory.leaders, "rea": "dee"}

    await it.does("find_deputy_by_rule")

    assert it.it.deputy == a_person("bob")
    assert set(it.it.left_out) == {"lea", "dee"}


async def test_who_leads_the_reporter_since_they_were_found_is_not_asked_any_more() -> None:
    it = await going_round(ARI, rea="lea", ari="dee")
    it.directory.same_names = [ARI]
    await it.does("find_leader_by_rule")
    await it.happens(not_reached)
    it.directory.leaders = {"rea": "ari"}

    await it.does("find_deputy_by_rule")

    assert it.it.left_out == ("lea", "ari")
    assert not it.it.can_still_be_reached
    assert not it.it.is_unanswered
    assert it.it.stage is EscalationStatus.MAILING


async def test_a_leader_who_was_named_as_such_hears_it_and_has_the_usual_deputies() -> None:
    it = await going_round(LEA, ONLY_IF_NAMED, rea="lea", lea="dee")
    await it.happens(not_reached)

    await it.does("find_deputy_by_rule")

    assert it.it.deputy == DEE


async def test_where_somebody_else_was_named_the_own_leader_does_not_stand_in() -> None:
    it = await going_round(ARI, ONLY_IF_NAMED, rea="lea", ari="lea", lea="dee")
    await it.happens(not_reached)

    await it.does("find_deputy_by_rule")

    assert it.it.deputy == DEE


# Kept by a release that knew no rule


async def of_the_release_before(named: Person, /, **leaders: str) -> Around:
    """An escalation that stores the people left out, and no rule."""
    it = await going_round(named, OwnLeader.MAY_HEAR, **leaders)
    report, escalation = it.reports.kept["r1"]
    document = escalation.model_dump(mode="json", exclude={"own_leader", "named"})
    it.reports.kept["r1"] = (report, Escalation.model_validate(document))
    return it


async def test_an_older_escalation_is_read_as_one_that_goes_round_the_own_leader() -> None:
    it = await of_the_release_before(NAMED, rea="lea")
    it.directory.same_names = [LEA]

    await it.does("find_named_leader")

    assert it.it.leader_state is LeaderState.NOT_TOLD
    assert it.it.stage is EscalationStatus.MAILING


async def test_an_older_escalation_to_the_own_leader_has_the_usual_deputies() -> None:
    it = await of_the_release_before(LEA, rea="lea", lea="dee")
    await it.happens(not_reached)

    await it.does("find_deputy")

    assert it.it.deputy == DEE


async def test_in_an_older_escalation_to_somebody_else_the_own_leader_does_not_stand_in() -> None:
    it = await of_the_release_before(ARI, rea="lea", ari="lea", lea="dee")
    await it.happens(not_reached)

    await it.does("find_deputy")

    assert it.it.deputy == DEE


def test_what_is_kept_of_the_rule_comes_back_from_the_database() -> None:
    it = opened(ARI, own_leader=LEFT_OUT).after

    assert Escalation.model_validate_json(it.model_dump_json()) == it
