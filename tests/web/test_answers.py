"""An answer from the page is the answer of the leader's card: the same rules, and once."""

import asyncio
from typing import get_args

import pytest

from bot.domain.escalation import Decision, EscalationStatus, LeaderState, NotMe
from bot.domain.scenario import Level
from bot.ports import Busy
from tests.builders import DEE, opened, shipped
from tests.domain.escalation.acts import (
    approve,
    asked,
    deadline,
    mailed,
    next_in_line,
    not_reached,
    withdraw,
)
from tests.web.conftest import FULL
from tests.web.site import Site
from tests.words import fragment, said_text, words

REASON = "We have talked, and it is dealt with."


async def test_an_approval_sends_it_and_says_so(site: Site) -> None:
    page = await site.presses("approve")

    assert page.status == 200
    assert fragment("leader.answered_approve") in page.text
    assert words("leader.say") in page.text
    assert page.buttons == []
    assert (site.it.stage, site.it.decided_by) == (EscalationStatus.MAILING, "lea")
    assert site.it.leader_state is LeaderState.ANSWERED


@pytest.mark.parametrize("why", get_args(NotMe))
async def test_not_me_asks_which_and_hands_it_on(why: str, site: Site) -> None:
    asked_which = await site.presses("not-me")
    before = site.it

    page = await site.sends(form=asked_which.form_value, decision=why)

    assert asked_which.buttons == list(get_args(NotMe))
    assert words("answer_page.back") in asked_which.text
    assert fragment("not_me.waits") in asked_which.text
    assert before.passed_on == ()
    assert page.status == 200
    assert (site.it.stage, site.it.decision) == (EscalationStatus.AWAITING_LEADER, None)
    assert [it.why for it in site.it.passed_on] == [why]
    assert "Rea Example" not in page.text


async def test_not_me_can_be_undone_and_answered_after_all(site: Site) -> None:
    handed_on = await site.presses("cannot")

    back = await site.sends(form=handed_on.form_value, decision="undo")
    answered = await site.sends(form=back.form_value, decision="approve")

    assert handed_on.buttons == ["undo"]
    assert back.buttons == ["approve", "not-me", "decline"]
    assert site.it.passed_on == ()
    assert fragment("leader.answered_approve") in answered.text


async def test_nothing_is_undone_or_answered_once_the_next_in_line_was_looked_for(
    site: Site,
) -> None:
    handed_on = await site.presses("cannot")
    await site.happens(next_in_line(DEE))

    pages = [
        await site.sends(form=handed_on.form_value, decision=each) for each in ("undo", "approve")
    ]
    later = await site.opens()

    assert [page.status for page in pages] == [409, 409]
    assert words("refusal.too_late_to_undo") in pages[0].text
    assert words("refusal.handed_on") in pages[1].text
    assert all("Dee" not in page.text for page in (*pages, later))
    assert (later.status, later.buttons, site.it.decision) == (410, [], None)


async def test_a_decline_takes_its_reason_to_the_reporter(site: Site) -> None:
    page = await site.presses("decline", reason=f" {REASON}\r\n")

    assert fragment("leader.answered_decline") in page.text
    assert (site.it.stage, site.it.reason) == (EscalationStatus.DECLINED, REASON)


@pytest.mark.parametrize("acts", [(not_reached,), (asked, mailed)])
async def test_an_urgent_report_is_acknowledged(acts: tuple[object, ...]) -> None:
    async with Site(FULL, opened(level=Level.URGENT), acts) as site:  # type: ignore[arg-type]
        page = await site.presses("acknowledge")

        assert fragment("leader.answered_acknowledge") in page.text
        assert site.it.decision is Decision.ACKNOWLEDGE


async def test_who_missed_the_deadline_may_still_say_that_they_have_seen_it() -> None:
    async with Site(FULL, opened(), (asked, deadline)) as site:
        await site.presses("acknowledge")

        assert (site.it.decision, site.it.mailing_because) == (Decision.ACKNOWLEDGE, "deadline")


@pytest.mark.parametrize(
    ("reason", "complaint"),
    [
        ("", words("answer_page.reason_missing")),
        (" \n", words("answer_page.reason_missing")),
        ("x" * 501, words("answer_page.reason_too_long")),
    ],
)
async def test_a_decline_without_a_fitting_reason_is_asked_again(
    site: Site, reason: str, complaint: str
) -> None:
    page = await site.presses("decline", reason=reason)

    assert page.status == 422
    assert complaint in page.text
    assert f">{reason.strip()}</textarea>" in page.html
    assert 'aria-invalid="true"' in page.html
    assert site.it.decision is None
    assert (await site.presses("decline", reason=REASON)).status == 200


async def test_what_was_typed_comes_back_as_text(site: Site) -> None:
    page = await site.presses("decline", reason="</textarea><b>" + "x" * 500)

    assert "<b>" not in page.html


async def test_a_second_answer_changes_nothing_and_shows_the_first(site: Site) -> None:
    form = (await site.opens()).form_value
    await site.sends(form=form, decision="approve")

    again = [await site.sends(form=form, decision=each) for each in ("approve", "decline")]

    assert [page.status for page in again] == [410, 410]
    assert all(fragment("leader.answered_approve") in page.text for page in again)
    assert all("Rea Example" not in page.text for page in again)
    assert site.kinds.count("leader-approve") == 1
    assert site.it.decision is Decision.APPROVE


async def test_a_used_link_shows_what_was_answered_and_nothing_of_the_report(site: Site) -> None:
    await site.presses("approve")

    page = await site.opens()

    assert page.status == 410
    assert words("answer_page.used") in page.text
    assert fragment("leader.answered_approve") in page.text
    assert said_text("affected", "colleague") not in page.text


async def test_two_answers_at_once_are_one(site: Site) -> None:
    form = (await site.opens()).form_value

    pages = await asyncio.gather(
        *(site.sends(form=form, decision=each) for each in ("approve", "approve", "cannot"))
    )

    assert {page.status for page in pages} <= {200, 409, 410}
    answers = [kind for kind in site.kinds if kind in ("leader-approve", "handed-on")]
    assert answers == ["handed-on" if site.it.decision is None else "leader-approve"]


@pytest.mark.parametrize(("part", "call"), [("reports", "change"), ("links", "use_up")])
async def test_an_answer_that_is_cut_off_is_neither_lost_nor_doubled_by_giving_it_again(
    part: str, call: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = (await site.opens()).form_value

    async def is_away(*_: object, **__: object) -> None:
        raise Busy

    with monkeypatch.context() as away:
        away.setattr(getattr(site, part), call, is_away)
        cut_off = await site.sends(form=form, decision="approve")
    again = await site.sends(form=form, decision="approve")
    once_more = await site.opens()

    assert (cut_off.status, again.status, once_more.status) == (503, 200, 410)
    assert words("answer_page.not_now") in cut_off.text
    assert fragment("leader.answered_approve") in again.text
    assert site.kinds.count("leader-approve") == 1


async def test_an_answer_in_teams_meanwhile_stands(site: Site) -> None:
    form = (await site.opens()).form_value
    await site.happens(approve)

    page = await site.sends(form=form, decision="not-me")

    assert page.status == 409
    assert words("refusal.already_answered") in page.text
    assert fragment("leader.answered_approve") in page.text
    assert site.it.decision is Decision.APPROVE


async def test_a_report_that_was_taken_back_takes_no_answer(site: Site) -> None:
    form = (await site.opens()).form_value
    await site.happens(withdraw)

    page = await site.sends(form=form, decision="approve")

    assert page.status == 409
    assert words("refusal.already_withdrawn") in page.text
    assert site.it.stage is EscalationStatus.WITHDRAWN


async def test_what_is_on_its_way_cannot_be_declined() -> None:
    async with Site(FULL, opened(), (asked, deadline)) as site:
        page = await site.presses("decline", reason=REASON)

        assert page.status == 409
        assert words("refusal.already_on_its_way") in page.text
        assert site.it.decision is None


async def test_an_urgent_report_cannot_be_declined() -> None:
    async with Site(FULL, opened(level=Level.URGENT)) as site:
        page = await site.presses("decline", reason=REASON)

        assert page.status == 409
        assert site.it.decision is None


async def test_words_of_self_harm_bring_help_before_anything_is_taken(site: Site) -> None:
    said = "I want to die, so leave me."

    page = await site.presses("decline", reason=said)

    assert site.it.decision is None
    assert shipped().self_harm.title in page.text
    assert "1737" in page.text
    assert f">{said}</textarea>" in page.html
    fields = {"form": page.form_value, "helped": "yes", "reason": said}
    assert 'name="helped" value="yes"' in page.html
    assert (await site.sends(decision="decline", **fields)).status == 200
    assert site.it.reason == said


async def test_words_of_danger_bring_111_before_anything_is_taken(site: Site) -> None:
    said = "They are outside our office now."

    page = await site.presses("decline", reason=said)

    assert site.it.decision is None
    assert shipped().texts("danger.call_now") in page.text
    assert shipped().texts("answer_page.in_danger") in page.text
    fields = {"form": page.form_value, "helped": "yes", "reason": said}
    assert (await site.sends(decision="decline", **fields)).status == 200
    assert site.it.reason == said
