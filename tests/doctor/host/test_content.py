"""What the content's owner has to do is one line, and does not hide an administrator's."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.content import load
from bot.doctor.checks.host.content import ContentCheck
from bot.doctor.results import is_ready
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.doctor.conftest import World

CONTENT = load(today=date(2026, 11, 22))


async def told(monkeypatch: pytest.MonkeyPatch, *notes: str) -> list[tuple[str, str, str]]:
    """What is said of content with these notes."""
    noted = replace(CONTENT, warnings=notes)
    monkeypatch.setattr("bot.doctor.checks.host.content.accepted_content", lambda *_, today: noted)
    words = ContentCheck(Settings.read(IDENTITY), lambda: datetime(2026, 11, 22, tzinfo=UTC))
    return [(remark.state, remark.says, remark.cure) for remark in await words.can_be_read()]


async def test_content_without_notes_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await told(monkeypatch) == [("ready", f"Content {CONTENT.version} was read.", "")]


async def test_all_notes_are_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    ((state, says, cure),) = await told(monkeypatch, "One.", "Two.")

    assert state == "warning"
    assert says.endswith("Still to be confirmed, checked or decided: 2.")
    assert "app.py check lists" in cure


async def test_a_folder_that_replaces_the_content_is_read(tmp_path: Path) -> None:
    settings = Settings.read({**IDENTITY, "CONTENT_DIR": str(tmp_path)})

    remarks = await ContentCheck(settings, lambda: datetime(2026, 11, 22, tzinfo=UTC)).can_be_read()

    assert {remark.state for remark in remarks} == {"failed"}


async def test_a_contact_that_an_instruction_needs_and_nobody_confirmed_is_not_ready(
    world: World,
) -> None:
    world.environment["CONTENT_DIR"] = ""

    await world.examined()

    said = world.said("contacts")
    assert said.state == "failed"
    assert "security_phone" in said.says
    assert "contacts.toml" in said.cure
    assert world.named("failed") == {"contacts"}
    assert not is_ready(world.findings)


async def test_what_no_instruction_needs_may_wait_for_its_owner(world: World) -> None:
    await world.examined()

    assert world.said("contacts").state == "ready"
    assert world.said("content").state == "warning"
    assert "still to be confirmed, so" in " ".join(CONTENT.warnings)
    assert is_ready(world.findings)
