"""The main job in the real client: one command, two Playgrounds, a headless Chromium."""

import asyncio
import os
import re
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.at_time import command
from tests.browser.windows import SCREENSHOTS, Window
from tests.journeys.clock import MONDAY
from tests.words import (
    choice_text,
    fragment,
    menu_title,
    page_title,
    question_text,
    words,
)

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "bot" / "content"
MOST_STEPS = 30


@dataclass(frozen=True)
class Demonstration:
    """What `app.py local --playground` shows."""

    staff: Window
    leader: Window
    outbox: Path

    def mails(self) -> list[str]:
        """The text part of every mail, oldest first."""
        files = sorted(self.outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        messages = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [str(message.get_body(("plain",))) for message in messages]


@pytest.fixture
async def shown(browser: Browser, tmp_path: Path) -> AsyncIterator[Demonstration]:
    """The README's command, with both windows open."""
    async with _demonstration(browser, tmp_path) as shown:
        yield shown


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
    async with _demonstration(browser, tmp_path / "data", CONTENT_DIR=str(folder)) as shown:
        yield shown


@asynccontextmanager
async def _demonstration(
    browser: Browser, data: Path, **environment: str
) -> AsyncIterator[Demonstration]:
    bot = await asyncio.create_subprocess_exec(
        *command(MONDAY, "local", "--playground"),
        *("--port", str(_free_port()), "--data", str(data)),
        cwd=ROOT,
        env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none", **environment},
        stdout=asyncio.subprocess.PIPE,
        # Whatever was started in the background of a script would not hear Ctrl-C otherwise.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        addresses = await _addresses(bot)
        staff = await Window.open(browser, addresses["staff member"])
        leader = await Window.open(browser, addresses["people leader"])
        await leader.waits_for("Kia ora")
        yield Demonstration(staff, leader, data / "outbox")
    finally:
        bot.send_signal(signal.SIGINT)
        await bot.wait()


async def test_a_threat_goes_at_once_and_personal_details_wait_for_the_leader(
    shown: Demonstration,
) -> None:
    await _threat(shown)
    await _personal_details(shown)

    threat, details = shown.mails()
    assert "Level: Urgent" in threat
    assert "I know the visit is on Thursday" in threat
    assert "Level: High" in details
    assert words("mail.leader_approve", name="Wiremu Example") in details
    assert len(list(SCREENSHOTS.glob("*.png"))) > MOST_STEPS


async def test_a_leader_is_reminded_and_a_late_mail_is_told_with_the_text_to_copy(
    hurried: Demonstration,
) -> None:
    staff, leader = hurried.staff, hurried.leader
    await staff.waits_for(words("menu.report"))
    await _to_preview(staff)
    await staff.presses(words("preview.send"))
    await leader.waits_for(words("reminder.title"))
    await leader.screenshot("22-reminder")
    await staff.waits_for(words("next.mailing-late"))
    await staff.screenshot("23-late")
    await staff.presses(words("by_hand.show"))
    await staff.waits_for(fragment("mail.subject"))
    await staff.screenshot("24-text-to-copy")
    assert await asyncio.to_thread(hurried.outbox.read_text) == "in the way"

    hurried.outbox.unlink()

    await staff.waits_for(words("next.sent"))
    await staff.screenshot("25-sent-after-all")
    (to_security,) = (mail for mail in hurried.mails() if words("mail.section_what") in mail)
    assert "not yet seen by the leader: Wiremu Example" in to_security


async def _threat(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await staff.waits_for(words("menu.report"))
    await staff.screenshot("01-welcome")
    await _to_kind(staff, "02-danger", "03-kind")
    await _chooses_kind(staff, "threat")
    await staff.waits_for(question_text("soon"))
    await staff.screenshot("04-question")
    await staff.presses(words("move.not-sure"))
    await staff.waits_for(words("danger.call_now"))
    await staff.screenshot("05-call-111")
    await staff.presses(words("danger.safe_now"))
    await _skips_until(staff, words("guidance.report"))
    await staff.screenshot("06-guidance")
    await staff.presses(words("guidance.report"))
    await staff.waits_for_button(words("preview.send"))
    await staff.presses(words("preview.details"))
    await staff.waits_for_button(page_title("where"))
    await staff.presses(page_title("where"))
    await staff.waits_for_button(words("form.save"))
    await staff.chooses(choice_text("platform", "facebook"), of=question_text("platform"))
    await staff.screenshot("07-details-where")
    await staff.presses(words("form.save"))
    await staff.waits_for_button(page_title("said"))
    await staff.presses(page_title("said"))
    await staff.waits_for_button(words("form.save"))
    await staff.fills(question_text("threat_words"), "I know the visit is on Thursday")
    await staff.screenshot("08-details-said")
    await staff.presses(words("form.save"))
    await staff.waits_for_button(page_title("said"))
    await staff.presses(words("move.back"))
    await staff.waits_for_button(words("preview.whom"))
    await staff.presses(words("preview.whom"))
    await staff.waits_for_button(words("tell.security-only"))
    await staff.screenshot("09-whom-to-tell")
    await staff.presses(words("tell.leader", name="Wiremu Example"))
    await staff.waits_for_button(words("preview.send"))
    await staff.screenshot("10-preview")
    await staff.presses(words("preview.send"))
    await staff.waits_for(words("next.sent"))
    await staff.screenshot("11-sent")
    await leader.waits_for(fragment("leader.heading"))
    await leader.screenshot("12-leader-urgent")
    assert "I know the visit is on Thursday" not in "".join(await leader.shown())
    await leader.presses(words("leader.acknowledge"))
    await staff.waits_for(words("leader_state.acknowledge", name="Wiremu Example"))
    await staff.screenshot("13-seen")


async def _personal_details(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await staff.says("report")
    await _to_preview(staff)
    await staff.presses(words("preview.send"))
    await staff.waits_for(words("stage.awaiting-leader"))
    await staff.screenshot("17-waiting")
    await leader.waits_for(fragment("leader.answer_by"))
    await leader.screenshot("18-leader-approval")
    assert len(shown.mails()) == 1
    await leader.presses(words("leader.show_details"))
    await leader.waits_for(words("details.warning_title"))
    await leader.screenshot("19-details-warning")
    await leader.presses(words("details.back"))
    await leader.waits_for(words("leader.approve"))
    await leader.presses(words("leader.approve"))
    await leader.waits_for(fragment("leader.answered_approve"))
    await leader.screenshot("20-approved")
    await staff.waits_until_gone(words("stage.awaiting-leader"))
    await staff.screenshot("21-status")


async def _to_preview(staff: Window) -> None:
    await _to_kind(staff, "14-danger-again", "15-kind-again")
    await _chooses_kind(staff, "identifying-content")
    await _skips_until(staff, words("guidance.report"))
    await staff.presses(words("guidance.report"))
    await staff.waits_for_button(words("preview.send"))
    await staff.waits_for(fragment("preview.waits"))
    await staff.screenshot("16-preview-waits")


async def _to_kind(staff: Window, gate: str, kind: str) -> None:
    if words("menu.report") in await staff.buttons():
        await staff.presses(words("menu.report"))
    await staff.waits_for_button(words("move.not-sure"))
    await staff.screenshot(gate)
    await staff.presses(choice_text("danger", "no"))
    await staff.waits_for_button(words("question.next"))
    await staff.screenshot(kind)


async def _chooses_kind(staff: Window, situation: str) -> None:
    await staff.chooses(menu_title(situation))
    cards = len(await staff.cards())
    await staff.presses(words("question.next"))
    await staff.waits_for_more_than(cards)


async def _skips_until(staff: Window, label: str) -> None:
    for _ in range(MOST_STEPS):
        if label in await staff.buttons():
            return
        cards = len(await staff.cards())
        await staff.presses(words("move.skip"))
        await staff.waits_for_more_than(cards)
    raise AssertionError(f"{label} never came")


async def _addresses(bot: asyncio.subprocess.Process) -> dict[str, str]:
    assert bot.stdout is not None
    found: dict[str, str] = {}
    async with asyncio.timeout(120):
        while len(found) < 2 and (line := (await bot.stdout.readline()).decode()):
            found |= dict(re.findall(r"\((staff member|people leader)\): (\S+)", line))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
