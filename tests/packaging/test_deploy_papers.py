"""What the papers for administrators and reviewers say is so."""

import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage.tables import metadata
from bot.allowed_hosts import PUBLIC_CLOUD
from bot.content import load
from bot.services.alarm_board import CONDITIONS, TEAMS_TOKEN, UNPROVEN_REQUESTS, AlarmBoard
from bot.services.worker.alarms import Alarms
from tests.adapters.conftest import SetTime
from tests.packaging.test_deploy_grant import listed

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "manifest" / "deploy"
PAPERS = sorted(DEPLOY.glob("*.md"))
HOUR = timedelta(hours=1)


def paper(name: str) -> str:
    return (DEPLOY / name).read_text()


def rows(text: str) -> list[list[str]]:
    """The cells of every row of its tables, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named_tests() -> Iterable[tuple[str, str]]:
    return re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", paper("THREATS.md"))


@pytest.mark.parametrize(("path", "name"), named_tests())
def test_every_test_that_proves_a_control_is_there(path: str, name: str) -> None:
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(), re.MULTILINE)


def test_every_threat_has_a_proof_or_says_what_is_left_to_do() -> None:
    threats = [row for row in rows(paper("THREATS.md")) if len(row[0]) == 1]

    assert {row[0] for row in threats} == set("STRIDE")
    assert [row for row in threats if row[4] == "none" and "*Left to do:*" not in row[3]] == []
    assert [row for row in threats if row[4] != "none" and "::test_" not in row[4]] == []


def test_every_feature_has_its_journey_its_edges_and_what_is_kept() -> None:
    features = [row for row in rows(paper("FEATURES.md")) if row[0] != "What happens"]
    tables = {f"`{name}`" for name in metadata.tables}
    shown = [re.findall(r"`(tests/[\w/]+(?:\.py)?)`", f"{row[3]} {row[4]}") for row in features]
    kept = [re.findall(r"`\w+`", row[2]) for row in features]

    assert [row for row in features if len(row) != 5 or not all(row)] == []
    assert [row[0] for row in features if "`tests/" not in row[3]] == []
    assert [path for paths in shown for path in paths if not (ROOT / path).exists()] == []
    assert {name for names in kept for name in names} <= tables


def test_every_table_is_in_the_data_page() -> None:
    told = {row[0].strip("`") for row in rows(paper("DATA.md"))}

    assert metadata.tables.keys() <= told


def test_what_is_said_to_be_deleted_is_deleted_then() -> None:
    timers = load(today=date(2026, 11, 22)).timers
    text = paper("DATA.md")
    bicep = paper("main.bicep")

    assert f"otherwise {timers.draft.deleted_after // HOUR} hours after the last answer" in text
    assert f"good once and for {timers.leader.link_lives.days} days |" in text
    assert f"{timers.retention.chats.days} days after somebody last wrote there" in text
    assert f"{timers.retention.looked_up.days} days after it was asked" in text
    assert f"at most {timers.retention.looked_up.days} days more" in text
    assert f"{timers.retention.tasks.days} days after it was done" in text
    assert timers.retention.reports is None
    assert "until the content owner decides; for good until then" in text
    assert "90 days (`logDays`)" in text
    assert "param logDays int = 90\n" in bicep
    assert "14 days (`backupDays`)" in text
    assert "param backupDays int = 14\n" in bicep


@pytest.mark.parametrize(
    ("variable", "place"), [("mailRoles", "Exchange Online"), ("graphRoles", "Microsoft Graph")]
)
def test_the_rights_on_the_page_are_those_the_script_gives(variable: str, place: str) -> None:
    told = [row[1] for row in rows(paper("PERMISSIONS.md")) if row[2].startswith(place)]

    assert [re.findall(r"`([^`]+)`", cell)[0] for cell in told] == listed(variable)


def test_every_proof_by_doctor_is_one_of_its_checks() -> None:
    named = re.findall(r"\(`(\w+\.[\w.]+)`\)", paper("PERMISSIONS.md"))
    plan = (ROOT / "bot" / "doctor" / "plan.py").read_text()

    assert len(named) == 6
    assert [name for name in named if f'"{name}"' not in plan] == []


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_every_file_it_leads_to_is_there(path: Path) -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", path.read_text())
    named = re.findall(r"(?:manifest|bot)/[\w./]+\.(?:bicep|ps1|toml|md)", path.read_text())

    assert [name for name in linked if not (DEPLOY / name).is_file()] == []
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_command_it_names_there_is() -> None:
    helped = subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (known,) = re.findall(r"\{([\w,]+)\}\s*\.\.\.", helped.stdout)
    named = {name for path in PAPERS for name in re.findall(r"app\.py (\w+)", path.read_text())}

    assert named <= set(known.split(","))


def test_the_alarm_waits_for_the_words_the_bot_says(caplog: pytest.LogCaptureFixture) -> None:
    (query,) = re.findall(r"var alarms = '(.*)'", paper("modules/watch.bicep"))

    say = Alarms(SetTime(at=datetime(2026, 11, 22, tzinfo=UTC)))
    say(kind="send_mail", report="an-id", reason="Busy")

    (record,) = caplog.records
    assert f'has "{record.message}"' in query


def test_an_alarm_about_the_bot_itself_is_said_in_the_words_that_a_mail_is_sent_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    (query,) = re.findall(r"var alarms = '(.*)'", paper("modules/watch.bicep"))

    AlarmBoard().start(TEAMS_TOKEN, "invalid_client")
    AlarmBoard().start(UNPROVEN_REQUESTS, "unknown key")

    critical, warning = caplog.records
    assert f'has "{critical.message}"' in query
    assert warning.message not in query


def test_each_alarm_about_the_bot_itself_is_in_the_table() -> None:
    table = paper("INSTALL.md").split("## What an alarm about the bot itself means\n")[1]
    told = [row[:3] for row in rows(table.split("\n## ")[0])][1:]

    assert told == [
        [f"`{it.name}`", it.severity, "not ready" if it.is_blocking else "ready"]
        for it in CONDITIONS
    ]


def test_agents_toolkit_publishes_what_the_command_writes() -> None:
    written = re.findall(r'PACKAGE = Path\("(.*)"\)', (ROOT / "bot" / "commands.py").read_text())
    taken = re.findall(r"appPackagePath: (.*)", paper("teamsapp.yml"))

    assert {(DEPLOY / path).resolve() for path in taken} == {ROOT / path for path in written}
    assert (DEPLOY / "env" / ".env.production").is_file()


def test_the_deployment_lets_in_the_hosts_that_the_setting_lets_in_by_default() -> None:
    template = (DEPLOY / "main.bicep").read_text()

    assert f"param serviceHosts string = '{','.join(PUBLIC_CLOUD)}'" in template
