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
from tests.browser.windows import Window
from tests.journeys.clock import MONDAY
from tests.words import (
    choice_text,
    contact_name,
    email_state,
    fragment,
    menu_title,
    page_title,
    question_text,
    with_address,
    words,
)

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "bot" / "content"
MOST_STEPS, MOST_CARDS = 12, 3
LEADER = "Wiremu Example"
OFFICE, LIBRARY = "Porirua office, 04 555 0199", "Now at the library, same number"
THREAT = "I know the visit is on Thursday"


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
        parts = [message.get_body(("plain",)) for message in messages]
        return [part.get_content() for part in parts if part is not None]


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
        await staff.waits_for(words("menu.report"))
        yield Demonstration(staff, leader, data / "outbox")
    finally:
        bot.send_signal(signal.SIGINT)
        await bot.wait()


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

    await _holds(
        shown, "emergency-preview", "emergency-leader", "emergency-sent", "emergency-call-111"
    )
    report, added, safe = shown.mails()
    assert OFFICE in report
    assert LIBRARY in added
    assert LIBRARY not in safe


async def test_a_threat(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await _to_kind(staff)
    await staff.keeps("threat-kind")
    await _chooses_kind(staff, "threat")
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

    await _holds(
        shown, "threat-preview", "threat-preview-with-details", "threat-sent", "threat-leader"
    )
    (to_security,) = shown.mails()
    assert "Level: Urgent" in to_security
    assert THREAT in to_security


async def test_personal_details(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await _to_preview(staff, "identifying-content", "personal")
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
    await staff.keeps("personal-sent")
    await leader.presses(words("leader.entry", system=contact_name("noggin")))
    await leader.waits_for_button(words("entry.done", system=contact_name("noggin")))
    await leader.keeps("personal-entry")
    await leader.presses(words("entry.done", system=contact_name("noggin")))
    await staff.waits_for(words("next.sent-complete"))
    await staff.keeps("personal-complete")

    await _holds(shown, "personal-preview", "personal-waiting", "personal-leader", "personal-sent")
    (to_security,) = shown.mails()
    assert "Level: High" in to_security
    assert words("mail.leader_approve", name=with_address(LEADER)) in to_security


async def test_something_offensive_about_me(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await _to_preview(staff, "offensive-content", "offensive", names="me")
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

    await _holds(shown, "offensive-preview", "offensive-waiting", "offensive-leader")
    assert shown.mails() == []


async def test_about_a_colleague(shown: Demonstration) -> None:
    staff, leader = shown.staff, shown.leader
    await _to_preview(staff, "about-a-colleague", "colleague")
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

    await _holds(shown, "colleague-preview", "colleague-leader", "colleague-sent")
    (to_security,) = shown.mails()
    assert words("mail.leader_decline", name=with_address(LEADER)) in to_security


async def test_a_leader_is_reminded_and_a_late_mail_is_told_with_the_text_to_copy(
    hurried: Demonstration,
) -> None:
    staff, leader = hurried.staff, hurried.leader
    await _to_preview(staff, "identifying-content", "late")
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
    (to_security,) = (mail for mail in hurried.mails() if words("mail.section_what") in mail)
    assert f"not yet seen by the leader: {LEADER}" in to_security


async def _holds(shown: Demonstration, *pressed_at_once: str) -> None:
    """Nothing is cut or at fault, what matters is in sight, and little remains in the chat."""
    looks = [*shown.staff.looks, *shown.leader.looks]
    named = {look.name for look in looks}
    assert set(pressed_at_once) <= named
    assert [it for it in looks if it.cut or it.faults] == []
    assert [it for it in looks if it.name in pressed_at_once and it.is_far_down] == []
    texts = await shown.staff.cards()
    left = range(len(texts))
    assert len(left) <= MOST_CARDS
    # The status card and the news below it are kept true; of all others only the last has buttons.
    kept_true = (fragment("status.title"), fragment("news.title"))
    others = [card for card in left[:-1] if not any(it in texts[card] for it in kept_true)]
    assert [await shown.staff.buttons(card) for card in others] == [[] for _ in others]


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


async def _to_preview(staff: Window, situation: str, journey: str, names: str = "") -> None:
    await _to_kind(staff)
    await _chooses_kind(staff, situation)
    for step in range(MOST_STEPS):
        await staff.keeps(f"{journey}-question-{step}")
        buttons = await staff.buttons()
        if words("guidance.report") in buttons:
            break
        asked = await staff.choices()
        if names and choice_text("names", names) in asked:
            await staff.chooses(choice_text("names", names))
            await staff.moves_on(words("question.next"))
        elif choice_text("shows", "workplace") in asked:
            await staff.chooses(choice_text("shows", "workplace"))
            await staff.moves_on(words("question.next"))
        else:
            await staff.moves_on(words("move.skip"))
    await staff.moves_on(words("guidance.report"))
    await staff.keeps(f"{journey}-preview")


async def _to_kind(staff: Window) -> None:
    await staff.moves_on(words("menu.report"))
    await staff.moves_on(choice_text("danger", "no"))


async def _chooses_kind(staff: Window, situation: str) -> None:
    await staff.chooses(menu_title(situation))
    await staff.moves_on(words("question.next"))


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
