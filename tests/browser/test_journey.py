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
    assert "Wiremu Example, approved" in details
    assert len(list(SCREENSHOTS.glob("*.png"))) > MOST_STEPS


async def test_a_leader_is_reminded_and_a_late_mail_is_told_with_the_text_to_copy(
    hurried: Demonstration,
) -> None:
    staff, leader = hurried.staff, hurried.leader
    await staff.waits_for("Report harmful content")
    await _to_preview(staff)
    await staff.presses("Send")
    await leader.waits_for("still waits for your answer")
    await leader.screenshot("22-reminder")
    await staff.waits_for("The mail service has not accepted the email")
    await staff.screenshot("23-late")
    await staff.presses("Text to copy")
    await staff.waits_for("Online harm report")
    await staff.screenshot("24-text-to-copy")
    assert await asyncio.to_thread(hurried.outbox.read_text) == "in the way"

    hurried.outbox.unlink()

    await staff.waits_for("The email has been accepted for Security")
    await staff.screenshot("25-sent-after-all")
    (to_security,) = (mail for mail in hurried.mails() if "Online harm report" in mail)
    assert "not yet seen by the leader: Wiremu Example" in to_security


async def _threat(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await staff.waits_for("Report harmful content")
    await staff.screenshot("01-welcome")
    await _to_kind(staff, "02-danger", "03-kind")
    await staff.presses("Someone made a threat")
    await staff.waits_for("Could it happen soon")
    await staff.screenshot("04-question")
    await staff.presses("Not sure")
    await staff.waits_for("Call 111 now")
    await staff.screenshot("05-call-111")
    await staff.presses("Everyone is safe now, go on")
    await _skips_until(staff, "Report this")
    await staff.screenshot("06-guidance")
    await staff.presses("Report this")
    await staff.waits_for("Where and when")
    await staff.chooses("Facebook", of="Where was it?")
    await staff.screenshot("07-form-where")
    await staff.presses("Next")
    await staff.waits_for("What was said, only if you want to")
    await staff.fills("What was said", "I know the visit is on Thursday")
    await staff.screenshot("08-form-what")
    await staff.presses("Next")
    await _skips_until(staff, "Security only")
    await staff.screenshot("09-whom-to-tell")
    await staff.presses("Wiremu Example, my people leader")
    await staff.waits_for("This is what will be sent")
    await staff.screenshot("10-preview")
    await staff.presses("Send")
    await staff.waits_for("The email has been accepted for Security")
    await staff.screenshot("11-sent")
    await leader.waits_for("Someone in your team needs your support")
    await leader.screenshot("12-leader-urgent")
    assert "I know the visit is on Thursday" not in "".join(await leader.shown())
    await leader.presses("I've seen this and I'm supporting")
    await staff.waits_for("Wiremu Example has seen it and supports you")
    await staff.screenshot("13-seen")


async def _personal_details(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await staff.says("report")
    await _to_preview(staff)
    await staff.presses("Send")
    await staff.waits_for("Not sent yet")
    await staff.screenshot("17-waiting")
    await leader.waits_for("The email to Security waits for your answer")
    await leader.screenshot("18-leader-approval")
    assert len(shown.mails()) == 1
    await leader.presses("Show details")
    await leader.waits_for("Before you look")
    await leader.screenshot("19-details-warning")
    await leader.presses("Back to the card")
    await leader.waits_for("Approve and send to Security")
    await leader.presses("Approve and send to Security")
    await leader.waits_for("You approved this")
    await leader.screenshot("20-approved")
    await staff.waits_until_gone("Not sent yet")
    await staff.screenshot("21-status")


async def _to_preview(staff: Window) -> None:
    await _to_kind(staff, "14-danger-again", "15-kind-again")
    await staff.presses("Private details are online")
    await _skips_until(staff, "Report this")
    await staff.presses("Report this")
    await _skips_until(staff, "Security only")
    await staff.presses("Wiremu Example, my people leader")
    await staff.waits_for("The email goes to Security when the leader approves")
    await staff.screenshot("16-preview-waits")


async def _to_kind(staff: Window, gate: str, kind: str) -> None:
    if "Report harmful content" in await staff.buttons():
        await staff.presses("Report harmful content")
    await staff.waits_for_button("Not sure")
    await staff.screenshot(gate)
    await staff.presses("No")
    await staff.waits_for_button("Someone made a threat")
    await staff.screenshot(kind)


async def _skips_until(staff: Window, label: str) -> None:
    for _ in range(MOST_STEPS):
        if label in await staff.buttons():
            return
        cards = len(await staff.cards())
        await staff.presses("Skip")
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
