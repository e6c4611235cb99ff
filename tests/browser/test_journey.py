"""The main job in the real client: one command, two Playgrounds, a headless Chromium."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.demonstration import Demonstration, demonstration
from tests.browser.looks import ROOT
from tests.browser.ways import chooses_kind, to_kind, to_preview
from tests.browser.windows import Window
from tests.words import (
    choice_text,
    contact_name,
    email_state,
    fragment,
    page_title,
    question_text,
    with_address,
    words,
)

pytestmark = pytest.mark.browser

CONTENT = ROOT / "bot" / "content"
LEADER = "Wiremu Example"
OFFICE, LIBRARY = "Porirua office, 04 555 0199", "Now at the library, same number"
THREAT = "I know the visit is on Thursday"


@pytest.fixture
async def hurried(browser: Browser, tmp_path: Path) -> AsyncIterator[Demonstration]:
    """The same where nothing waits for more than some seconds, and mail cannot be written."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("loading", "*.py*"))
    timers = (folder / "timers.toml").read_text()
    for slow, quick in (
        ("2 hours", "24 seconds"),
        ('late_after = "5 minutes', 'late_after = "2 seconds'),
    ):
        timers = timers.replace(slow, quick)
    (folder / "timers.toml").write_text(timers)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "outbox").write_text("in the way")
    async with demonstration(browser, tmp_path / "data", CONTENT_DIR=str(folder)) as shown:
        yield shown


async def test_an_emergency(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await staff.keeps("emergency-welcome")
    await staff.moves_on(words("menu.report"))
    await staff.keeps("emergency-danger-question")
    await staff.presses(choice_text("danger", "yes"))
    await staff.waits_for_button(words("danger.send_now"))
    await staff.keeps("emergency-call-111")
    await staff.moves_on(words("danger.send_now"))
    await staff.fills(question_text("where_now"), OFFICE)
    await staff.keeps("emergency-preview")
    await staff.presses(words("preview.send"))
    await staff.waits_for(words("next.sent-in-danger"))
    await staff.keeps("emergency-sent")
    await leader.waits_for(fragment("leader.heading"))
    await leader.keeps("emergency-leader")
    await leader.presses(words("leader.acknowledge"))
    await leader.waits_for(fragment("leader.answered_acknowledge"))
    await leader.keeps("emergency-leader-has-seen-it")
    await staff.waits_for(words("leader_state.acknowledge", name=LEADER))
    await staff.presses(words("status.add_where"))
    await staff.waits_for_button(words("addition.send"))
    await staff.keeps("emergency-addition")
    await staff.fills(words("addition.label"), LIBRARY)
    await staff.presses(words("addition.send"))
    await staff.waits_for(fragment("status.added_where_sent"))
    await staff.presses(words("status.safe_now"))
    await staff.waits_for(fragment("status.added_safe_sent"))
    await staff.keeps("emergency-safe-now")

    assert await shown.faults("danger", "preview", "status", "leader") == []
    report, added, safe = shown.mails()
    assert OFFICE in report
    assert LIBRARY in added
    assert LIBRARY not in safe


async def test_a_threat(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await to_kind(staff)
    await staff.keeps("threat-kind")
    await chooses_kind(staff, "threat")
    await staff.keeps("threat-question")
    await staff.presses(words("move.not-sure"))
    await staff.waits_for_button(words("danger.safe_now"))
    await staff.keeps("threat-call-111")
    await staff.moves_on(words("danger.safe_now"))
    await staff.keeps("threat-ticks")
    await staff.presses(words("move.stop"))
    await staff.waits_for_button(words("unfinished.go_on"))
    await staff.keeps("threat-paused")
    await staff.moves_on(words("unfinished.go_on"))
    await staff.moves_on(words("move.skip"))
    await staff.keeps("threat-guidance")
    await staff.moves_on(words("guidance.report"))
    await staff.keeps("threat-preview")
    await _adds_details(staff)
    await _tells_the_leader(staff)
    await staff.keeps("threat-preview-with-details")
    await staff.presses(words("preview.send"))
    await staff.waits_for(email_state("sent"))
    await staff.keeps("threat-sent")
    await leader.waits_for(fragment("leader.heading"))
    await leader.keeps("threat-leader")
    assert THREAT not in "".join(await leader.shown())
    await leader.presses(words("leader.not-me"))
    await leader.waits_for(words("not_me.title"))
    await leader.presses(words("not_me.cannot"))
    await leader.waits_for(words("handed_on.pending"))
    await leader.keeps("threat-not-me")

    assert await shown.faults("danger", "preview", "status", "leader") == []
    (to_security,) = shown.mails()
    assert "Level: Urgent" in to_security
    assert THREAT in to_security


async def test_personal_details(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await to_preview(staff, "identifying-content", "personal")
    await staff.presses(words("preview.send"))
    await staff.waits_for(words("stage.awaiting-leader"))
    await staff.keeps("personal-waiting")
    await leader.waits_for(fragment("leader.answer_by"))
    await leader.keeps("personal-leader")
    await leader.presses(words("leader.show_details"))
    await leader.waits_for(words("details.warning_title"))
    await leader.keeps("personal-details-warning")
    await leader.presses(words("details.show"))
    await leader.waits_for(words("details.no_content"))
    await leader.keeps("personal-details")
    await leader.presses(words("details.back"))
    await leader.waits_for_button(words("leader.approve"))
    assert shown.mails() == []
    await leader.presses(words("leader.approve"))
    await leader.waits_for(fragment("leader.answered_approve"))
    await leader.keeps("personal-approved")
    await staff.waits_for(email_state("sent"))
    await staff.keeps("personal-sent", of=email_state("sent"))
    await leader.presses(words("leader.entry", system=contact_name("noggin")))
    await leader.waits_for_button(words("entry.done", system=contact_name("noggin")))
    await leader.keeps("personal-entry")
    await leader.presses(words("entry.done", system=contact_name("noggin")))
    await staff.waits_for(words("next.sent-complete"))
    await staff.keeps("personal-complete", of=words("next.sent-complete"))

    assert await shown.faults("preview", "status", "leader") == []
    (to_security,) = shown.mails()
    assert "Level: High" in to_security
    assert words("mail.leader_approve", name=with_address(LEADER)) in to_security


async def test_something_offensive_about_me(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await to_preview(staff, "offensive-content", "offensive", names="me")
    await staff.presses(words("preview.send"))
    await staff.waits_for(words("stage.awaiting-leader"))
    await staff.keeps("offensive-waiting")
    await leader.waits_for(fragment("leader.answer_by"))
    await leader.keeps("offensive-leader")
    await staff.presses(words("status.withdraw"))
    await staff.waits_for(words("withdraw.title"))
    await staff.presses(words("withdraw.sure"))
    await staff.waits_for(words("next.withdrawn"))
    await staff.keeps("offensive-taken-back")
    await leader.waits_for(words("leader.band_withdrawn"))
    await leader.keeps("offensive-leader-taken-back")

    assert await shown.faults("preview", "status", "leader") == []
    assert shown.mails() == []


async def test_about_a_colleague(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await to_preview(staff, "about-a-colleague", "colleague")
    await staff.presses(words("preview.send"))
    await staff.waits_for(words("stage.awaiting-leader"))
    await staff.keeps("colleague-waiting")
    await leader.waits_for(fragment("leader.answer_by"))
    await leader.keeps("colleague-leader")
    await leader.presses(words("leader.decline"))
    await leader.waits_for(words("decline.title"))
    await leader.keeps("colleague-decline")
    await leader.fills(fragment("decline.label"), "We have talked, and it is dealt with.")
    await leader.presses(words("leader.decline"))
    await leader.waits_for(fragment("leader.answered_decline"))
    await leader.keeps("colleague-leader-declined")
    await staff.waits_for(words("declined.text"))
    await staff.keeps("colleague-you-decide")
    await staff.presses(words("status.send_without_waiting"))
    await staff.waits_for(email_state("sent"))
    await staff.keeps("colleague-sent")

    assert await shown.faults("preview", "status", "leader") == []
    (to_security,) = shown.mails()
    assert words("mail.leader_decline", name=with_address(LEADER)) in to_security


async def test_a_leader_is_reminded_and_a_late_mail_is_told_with_the_text_to_copy(
    hurried: Demonstration,
) -> None:
    staff, leader = hurried.staff, hurried.leader
    await to_preview(staff, "identifying-content", "late")
    await staff.presses(words("preview.send"))
    await leader.waits_for(words("reminder.title"))
    await leader.keeps("late-reminder")
    await staff.waits_for(words("next.mailing-late"))
    await staff.keeps("late-late")
    await staff.presses(words("by_hand.show"))
    await staff.waits_for(fragment("mail.subject"))
    await staff.keeps("late-text-to-copy")
    assert await asyncio.to_thread(hurried.outbox.read_text) == "in the way"

    hurried.outbox.unlink()

    await staff.waits_for(email_state("sent"))
    await staff.keeps("late-sent-after-all")
    assert await hurried.faults("preview", news=2) == []
    (to_security,) = (mail for mail in hurried.mails() if words("mail.section_what") in mail)
    assert f"not yet seen by the leader: {LEADER}" in to_security


async def _adds_details(staff: Window) -> None:
    await staff.moves_on(words("preview.details"))
    await staff.keeps("threat-details")
    await staff.moves_on(page_title("where"))
    await staff.chooses(choice_text("platform", "facebook"), of=question_text("platform"))
    await staff.keeps("threat-details-where")
    await staff.moves_on(words("form.save"))
    await staff.moves_on(page_title("said"))
    await staff.fills(question_text("threat_words"), THREAT)
    await staff.keeps("threat-details-said")
    await staff.moves_on(words("form.save"))
    await staff.moves_on(words("move.back"))


async def _tells_the_leader(staff: Window) -> None:
    await staff.moves_on(words("preview.whom"))
    await staff.keeps("threat-whom-to-tell")
    await staff.chooses(words("tell.leader", name=LEADER))
    await staff.moves_on(words("question.next"))
