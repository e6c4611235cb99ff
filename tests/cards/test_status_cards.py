"""Where a report stands, for the person who made it."""

from datetime import date
from pathlib import Path
from shutil import copytree

from bot.content import Content, load
from bot.content.loading.loader import SHIPPED
from bot.domain.report import Line
from bot.domain.scenario import Reader
from cards.gallery.samples import MAILBOX, NOW
from cards.plain_text import plain_text
from cards.reporter.status_cards import status_card
from tests.builders import a_report, an_escalation, shipped
from tests.words import said_text, words

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
