"""Where a report stands, for the person who made it."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from bot.content import Content, load
from bot.content.loading.loader import SHIPPED
from bot.domain.escalation import System
from bot.domain.report import Line
from bot.domain.scenario import Level, Reader
from cards.gallery.samples import MAILBOX, NOW
from cards.gallery.states import submitted_escalation
from cards.plain_text import plain_text
from cards.reporter.status_cards import status_card
from tests.builders import a_report, an_actor, an_escalation, shipped
from tests.domain.escalation.acts import after, asked, called, mailed, no_deputy
from tests.words import fragment, said_text, words

FACEBOOK = Line(
    field="platform",
    heading="Platform",
    value=said_text("platform", "facebook"),
    readers=(Reader.CARD, Reader.EMAIL),
)


def checked(folder: Path) -> Content:
    """The shipped content, with the links of Facebook checked."""
    copytree(SHIPPED, folder)
    file = folder / "platforms.toml"
    text = file.read_text(encoding="utf-8")
    ours = "[platform.facebook]\n"
    file.write_text(text.replace(ours, f"{ours}checked_on = 2026-11-01\n"), encoding="utf-8")
    return load(folder, today=date(2026, 11, 22))


def test_a_platform_that_nobody_checked_is_named_without_a_link() -> None:
    said = plain_text(
        status_card(shipped(), a_report(lines=(FACEBOOK,)), an_escalation(), MAILBOX, NOW)
    )

    assert words("status.platform", platform=said_text("platform", "facebook")) in said
    assert "https://" not in said


def test_a_checked_platform_has_its_link(tmp_path: Path) -> None:
    content = checked(tmp_path / "content")

    said = plain_text(
        status_card(content, a_report(lines=(FACEBOOK,)), an_escalation(), MAILBOX, NOW)
    )

    platform = content.platforms["facebook"]
    assert platform.report
    assert platform.report in said
    assert words("status.privacy", settings=platform.privacy) in said


@pytest.mark.parametrize("level", [it for it in Level if it > Level.ADVICE])
def test_while_an_addition_is_in_doubt_nobody_reads_that_nothing_is_left_to_do(
    level: Level,
) -> None:
    sent = submitted_escalation(level, None, told=False).mailed(at=NOW).after
    reporter = an_actor(sent.reporter_id, sent.tenant_id)
    done = sent.tick(System.NOGGIN, by=reporter, at=NOW).after
    late = done.say_safe(by=reporter, at=NOW).after.addition_late("safe", at=NOW).after
    gone = late.addition_mailed("safe", at=NOW).after
    report = a_report(level=level)

    for doubted in (late, gone.addition_returned("safe", at=NOW).after):
        text = plain_text(status_card(shipped(), report, doubted, MAILBOX, NOW))

        assert words("next.sent-added") in text
        assert words("by_hand.added", address=MAILBOX) in text
        assert words("next.sent-complete") not in text
        assert words("next.urgent-alone") not in text

    settled = plain_text(status_card(shipped(), report, gone, MAILBOX, NOW))
    assert words("next.sent-added") not in settled


def test_that_no_leader_is_with_them_is_not_said_to_be_sent_if_it_came_back() -> None:
    it = after(an_escalation(level=Level.URGENT), mailed, asked, called, no_deputy)
    sent = it.addition_mailed("no-leader", at=NOW).after
    returned = sent.addition_returned("no-leader", at=NOW).after
    said, told = fragment("status.added_no-leader_sent"), fragment("status.added_line_returned")

    before, since = (
        plain_text(status_card(shipped(), a_report(level=Level.URGENT), each, MAILBOX, NOW))
        for each in (sent, returned)
    )

    assert said in before
    assert said not in since
    assert told in since
