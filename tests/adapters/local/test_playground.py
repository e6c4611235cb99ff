"""The two Playgrounds are started, announced, and stopped with their child processes."""

import json
import os
import socket
from pathlib import Path

import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.people_file import Listed
from bot.adapters.local.playground import process, windows
from bot.adapters.local.playground.windows import Playgrounds
from tests.adapters.local.npx_stage import Said, is_gone, lives, running, seen


async def test_both_windows_are_told_with_whose_they_are(
    bin_folder: Path, playgrounds: Playgrounds, said: Said
) -> None:
    async with running(playgrounds):
        await said.until("http://localhost:", times=2)

    told = sorted(said.sentences[1:])
    assert told[0].startswith("Aroha Example (staff member): http://localhost:5")
    assert told[1].startswith("Wiremu Example (people leader): http://localhost:5")


async def test_each_starts_in_its_own_folder_on_its_own_port_against_the_bot(
    bin_folder: Path, playgrounds: Playgrounds, said: Said
) -> None:
    async with running(playgrounds):
        await said.until("http://localhost:", times=2)
        aroha, wiremu = seen(playgrounds, "aroha"), seen(playgrounds, "wiremu")

    port = aroha["args"].index("-p") + 1
    assert aroha["args"][:port] == [
        *("--yes", "@microsoft/m365agentsplayground@0.2.28", "start"),
        *("-e", "http://127.0.0.1:3978/api/messages", "-c", "msteams", "-p"),
    ]
    assert aroha["args"][-1] == "--disable-telemetry"
    assert aroha["args"][port] != wiremu["args"][port]
    written = playgrounds.folder / "playground" / "wiremu" / ".m365agentsplayground.yml"
    assert json.loads(written.read_text())["currentUser"]["name"] == "Wiremu Example"


async def test_the_end_stops_everything_that_was_started(
    bin_folder: Path, playgrounds: Playgrounds, said: Said
) -> None:
    async with running(playgrounds):
        await said.until("http://localhost:", times=2)
        facts = [seen(playgrounds, name) for name in ("aroha", "wiremu")]
        started = [one[key] for one in facts for key in ("own", "child")]
        assert all(lives(pid) for pid in started)

    assert await is_gone(*started)


async def test_one_that_will_not_end_is_killed(
    bin_folder: Path, playgrounds: Playgrounds, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "STOP_TIMEOUT", 0.05)
    (bin_folder / "aroha").write_text("stubborn")

    async with running(playgrounds):
        await said.until("http://localhost:", times=2)
        own = seen(playgrounds, "aroha")["own"]

    assert await is_gone(own)


async def test_a_taken_port_is_passed_over(
    bin_folder: Path, playgrounds: Playgrounds, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(windows, "FIRST_PORT", taken.getsockname()[1])
        async with running(playgrounds):
            await said.until("http://localhost:", times=2)

        assert not any(str(taken.getsockname()[1]) in sentence for sentence in said.sentences)


async def test_no_setting_of_ours_and_none_that_would_mislead_it_reaches_a_playground(
    bin_folder: Path, playgrounds: Playgrounds, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_APP_PASSWORD", "secret")
    monkeypatch.setenv("M365_AGENTS_PLAYGROUND_CONFIG_PATH", "/elsewhere.yml")
    monkeypatch.setenv("TEAMSAPPTESTER_BROWSER", "none")
    monkeypatch.setenv("NODE_OPTIONS", "--no-warnings")

    async with running(playgrounds):
        await said.until("http://localhost:", times=2)
        given = seen(playgrounds, "aroha")["env"]

    assert "BOT_APP_PASSWORD" not in given
    assert "M365_AGENTS_PLAYGROUND_CONFIG_PATH" not in given
    assert given["TEAMSAPPTESTER_BROWSER"] == "none"
    assert given["NODE_OPTIONS"].startswith("--no-warnings --require ")


async def test_two_people_of_one_first_name_have_two_folders(
    bin_folder: Path, said: Said, tmp_path: Path
) -> None:
    aroha, wiremu = TomlDirectory.read(SAMPLE).people[:2]
    namesake = wiremu.model_copy(update={"name": "Aroha Example-Two"})
    pair = TomlDirectory([Listed(aroha, namesake.id), Listed(namesake, None)])

    async with running(Playgrounds(pair, tmp_path / "data", 3978, said)):
        await said.until("http://localhost:", times=2)

    assert sorted(os.listdir(tmp_path / "data" / "playground")) == ["aroha", "aroha-2"]
