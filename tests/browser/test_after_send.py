"""What comes back after Send, in the windows of those who hear it."""

import pytest
from playwright.async_api import Page

from bot.domain.escalation import SecurityAnswer
from tests.browser.demonstration import Demonstration
from tests.browser.ways import in_danger_to_preview, to_preview
from tests.browser.windows import Window
from tests.journeys.failing_mail import text_of
from tests.words import email_state, fragment, question_text, with_address, words

pytestmark = pytest.mark.browser

RECEIVED, NEEDS_MORE, CLOSED = SecurityAnswer
LEADER, NEXT_IN_LINE = "Wiremu Example", "Ngaire Example"
PLACE = "At the library in Porirua, 04 555 0199"


async def test_security_receives_it_asks_for_a_number_and_closes_it(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await in_danger_to_preview(staff)
    await staff.presses(words("preview.send"))
    await leader.waits_for(words("leader.sent"))
    (report,) = await shown.waits_for_letters(1)

    await _answers(await shown.opens_link(report, RECEIVED), RECEIVED)
    await _hears(staff, words("news.security-received"), "security-received")
    await _hears(leader, words("leader.security_has_it"), "security-leader-received")

    await _answers(await shown.opens_link(report, NEEDS_MORE), NEEDS_MORE, "number")
    asked = words("news.security-needs-more", needs=words("needed.number"))
    await _hears(staff, asked, "security-asks")
    await _hears(staff, email_state("sent-needs-more"), "security-asks-status")
    await staff.presses(words("status.answer_security"))
    await staff.waits_for(words("form.save"))
    await staff.keeps("security-add-number")
    await staff.fills(question_text("where_now"), PLACE)
    await staff.presses(words("form.save"))
    await _hears(staff, words("more.ready"), "security-addition-preview")
    await staff.presses(words("preview.send"))
    _, answer = await shown.waits_for_letters(2)
    await _hears(staff, fragment("status.added_more_sent"), "security-answered")
    await staff.waits_until_gone(fragment("news.security-needs-more"))

    await _answers(await shown.opens_link(answer, CLOSED), CLOSED)
    await _hears(staff, fragment("news.security-closed"), "security-closed")
    await _hears(leader, words("leader.security_closed"), "security-leader-closed")

    assert await shown.faults("status", "leader", news=3) == []
    assert PLACE in text_of(answer)
    assert answer["In-Reply-To"] == answer["References"] == report["Message-ID"]
    assert answer["X-Report-Reference"] == report["X-Report-Reference"]
    assert answer["Subject"] == words("mail.follow_up_subject", subject=report["Subject"])
    assert len(shown.letters()) == 2


async def test_the_next_in_line_is_asked_once_a_leader_has_handed_it_on(
    shown: Demonstration,
) -> None:
    staff, leader = shown.staff, shown.leader
    next_in_line = await shown.joins(NEXT_IN_LINE)
    await to_preview(staff, "identifying-content", "hand-over")
    await staff.presses(words("preview.send"))
    await _hears(leader, fragment("leader.answer_by"), "hand-over-leader")

    await leader.presses(words("leader.not-me"))
    await _hears(leader, words("not_me.title"), "hand-over-which")
    await leader.presses(words("not_me.leads-others"))
    await _hears(leader, words("handed_on.pending"), "hand-over-undo")
    await leader.presses(words("handed_on.undo"))
    await leader.waits_for_button(words("leader.approve"))
    await leader.presses(words("leader.not-me"))
    await leader.waits_for(words("not_me.title"))
    await leader.presses(words("not_me.cannot"))
    await leader.waits_for(words("handed_on.pending"))
    assert fragment("leader.heading") not in "".join(await next_in_line.shown())
    shown.a_minute_passes()

    handed_on = words("leader.deputy_handed_on", leader=LEADER)
    await _hears(next_in_line, handed_on, "hand-over-next-in-line")
    await _hears(leader, words("handed_on.over"), "hand-over-leader-is-out")
    await _hears(staff, fragment("next.awaiting-next", leader=LEADER), "hand-over-status")
    await next_in_line.presses(words("leader.approve"))
    await next_in_line.waits_for(fragment("leader.answered_approve"))
    await _hears(staff, words("leader_state.approve", name=NEXT_IN_LINE), "hand-over-approved")
    (report,) = await shown.waits_for_letters(1)

    assert await shown.faults("preview", "status", "leader") == []
    assert NEXT_IN_LINE not in "".join(await leader.shown())
    deputy = words("mail.standing_in", name=with_address(NEXT_IN_LINE))
    assert words("mail.leader_approve", name=deputy) in text_of(report)


async def test_a_check_in_comes_the_next_day_and_no_more_once_it_is_stopped(
    shown: Demonstration,
) -> None:
    staff, leader = shown.staff, shown.leader
    await to_preview(staff, "identifying-content", "check-in")
    await staff.presses(words("preview.send"))
    await leader.waits_for(fragment("leader.answer_by"))
    await leader.presses(words("leader.approve"))
    await staff.waits_for(fragment("news.approved", leader=LEADER))
    await staff.waits_for(email_state("sent"))

    await staff.presses(words("status.more"))
    await staff.keeps("check-in-status-unfolded", of=email_state("sent"))
    await staff.presses_folded(words("status.more"), words("status.afterwards"))
    await _hears(staff, words("afterwards.text"), "check-in-afterwards")
    await staff.presses(words("check_in.button"))
    await _hears(staff, words("check_in.what_it_does"), "check-in-offer")
    assert words("check_in.what_is_kept") in "".join(await staff.shown())
    await staff.presses(words("check_in.start"))
    await staff.waits_for(fragment("check_in.next"))
    shown.a_day_passes()

    await _hears(staff, words("check_in.question"), "check-in-question")
    await _hears(leader, fragment("prompt.title"), "check-in-leader-prompt")
    await staff.presses(words("check_in.worse"))
    await _hears(staff, words("check_in.worse_text"), "check-in-answered")
    await staff.waits_until_gone(words("check_in.question"))
    await staff.presses(words("by_hand.back"))
    await staff.waits_for(email_state("sent"))
    await staff.presses_folded(words("status.more"), words("status.afterwards"))
    await staff.waits_for_button(words("check_in.stop"))
    await staff.presses(words("check_in.stop"))
    await _hears(staff, words("check_in.no_more"), "check-in-stopped")

    assert await shown.faults("preview", "status", news=3) == []
    assert len(shown.letters()) == 1


async def _answers(page: Page, answer: SecurityAnswer, *needs: str) -> None:
    """Presses the button of Security's page, which says afterwards what was done."""
    for need in needs:
        await page.get_by_label(words(f"needed.{need}"), exact=True).check()
    async with page.expect_navigation():
        await page.get_by_role("button", name=words(f"security_page.do_{answer}")).click()
    done = {RECEIVED: "received", NEEDS_MORE: "asked", CLOSED: "closed"}[answer]
    await page.get_by_text(fragment(f"security_page.{done}")).first.wait_for()


async def _hears(window: Window, said: str, picture: str) -> None:
    """Waits for a message with these words, and keeps a picture of it."""
    await window.waits_for(said)
    await window.keeps(picture, of=said)
