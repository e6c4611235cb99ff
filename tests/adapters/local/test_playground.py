"""The two Playgrounds: started, told about, and stopped with everything they started."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.local import playground, playground_process
from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.people_file import Listed
from bot.adapters.local.playground import Playgrounds

FAKE = Path(__file__).with_name("fake_npx.py")


class Said:
    """Remembers each sentence, and lets a test wait for one."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self._news = asyncio.Event()

    def __call__(self, words: str) -> None:
        self.sentences.append(words)
        self._news.set()

    async def until(self, words: str, times: int = 1) -> None:
        async with asyncio.timeout(20):
            while sum(words in sentence for sentence in self.sentences) < times:
                self._news.clear()
                await self._news.wait()


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which Node is new and npx is ours."""
    folder = tmp_path / "bin"
    folder.mkdir()
    _executable(folder / "npx", f"#!{sys.executable}\n{FAKE.read_text(encoding='utf-8')}")
    _executable(folder / "node", "#!/bin/sh\necho v20.1.0\n")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


def _executable(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def playgrounds(tmp_path: Path, said: Said) -> Playgrounds:
    return Playgrounds(TomlDirectory.read(SAMPLE), tmp_path / "data", 3978, said)


@asynccontextmanager
async def _running(playgrounds: Playgrounds) -> AsyncIterator[None]:
    task = asyncio.create_task(playgrounds.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _seen(playgrounds: Playgrounds, name: str) -> dict[str, Any]:
    path = playgrounds.folder / "playground" / name / "seen.json"
    seen: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return seen


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


async def _is_gone(*pids: int) -> bool:
    """True at the latest when the system has cleared up after a kill."""
    async with asyncio.timeout(5):
        while any(_lives(pid) for pid in pids):  # noqa: ASYNC110 - it is not our event
            await asyncio.sleep(0.005)
    return True


async def test_both_windows_are_told_with_whose_they_are(
    bin_folder: Path, playgrounds: Playgrounds, said: Said
) -> None:
    async with _running(playgrounds):
        await said.until("http://localhost:", times=2)

    told = sorted(said.sentences[1:])
    assert told[0].startswith("Aroha Example (staff member): http://localhost:5")
    assert told[1].startswith("Wiremu Example (people leader): http://localhost:5")


async def test_each_starts_in_its_own_folder_on_its_own_port_against_the_bot(
    bin_folder: Path, playgrounds: Playgrounds, said: Said
) -> None:
    async with _running(playgrounds):
        await said.until("http://localhost:", times=2)
        aroha, wiremu = _seen(playgrounds, "aroha"), _seen(playgrounds, "wiremu")

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
    async with _running(playgrounds):
        await said.until("http://localhost:", times=2)
        seen = [_seen(playgrounds, name) for name in ("aroha", "wiremu")]
        started = [one[key] for one in seen for key in ("own", "child")]
        assert all(_lives(pid) for pid in started)

    assert await _is_gone(*started)


async def test_one_that_will_not_end_is_killed(
    bin_folder: Path, playgrounds: Playgrounds, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playground_process, "PATIENCE_SECONDS", 0.05)
    (bin_folder / "aroha").write_text("stubborn")

    async with _running(playgrounds):
        await said.until("http://localhost:", times=2)
        own = _seen(playgrounds, "aroha")["own"]

    assert await _is_gone(own)


@pytest.mark.parametrize("behaviour", ["dies", "listens-and-dies"])
async def test_one_that_does_not_start_is_told_with_its_log_and_the_other_stays(
    bin_folder: Path, playgrounds: Playgrounds, said: Said, behaviour: str
) -> None:
    (bin_folder / "aroha").write_text(behaviour)

    async with _running(playgrounds):
        await said.until("did not start")
        await said.until("http://localhost:")
        folder = playgrounds.folder / "playground" / "aroha"
        child = _seen(playgrounds, "aroha")["child"]
        assert _lives(_seen(playgrounds, "wiremu")["own"])

    sentence = f"The window of Aroha Example did not start; its logs say why: {folder}"
    assert sentence in said.sentences
    assert "npm" in (folder / "npx.log").read_text()
    assert await _is_gone(child)


async def test_one_that_ends_later_is_told_with_its_log(
    bin_folder: Path, playgrounds: Playgrounds, said: Said
) -> None:
    async with _running(playgrounds):
        await said.until("http://localhost:", times=2)
        os.kill(_seen(playgrounds, "aroha")["own"], signal.SIGKILL)
        await said.until("has ended")

    folder = playgrounds.folder / "playground" / "aroha"
    assert said.sentences[-1] == f"The window of Aroha Example has ended; its logs are in {folder}"


async def test_a_taken_port_is_passed_over(
    bin_folder: Path, playgrounds: Playgrounds, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(playground, "FIRST_PORT", taken.getsockname()[1])
        async with _running(playgrounds):
            await said.until("http://localhost:", times=2)

        assert not any(str(taken.getsockname()[1]) in sentence for sentence in said.sentences)


async def test_no_setting_of_ours_and_none_that_would_mislead_it_reaches_a_playground(
    bin_folder: Path, playgrounds: Playgrounds, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_APP_PASSWORD", "secret")
    monkeypatch.setenv("M365_AGENTS_PLAYGROUND_CONFIG_PATH", "/elsewhere.yml")
    monkeypatch.setenv("TEAMSAPPTESTER_BROWSER", "none")
    monkeypatch.setenv("NODE_OPTIONS", "--no-warnings")

    async with _running(playgrounds):
        await said.until("http://localhost:", times=2)
        given = _seen(playgrounds, "aroha")["env"]

    assert "BOT_APP_PASSWORD" not in given
    assert "M365_AGENTS_PLAYGROUND_CONFIG_PATH" not in given
    assert given["TEAMSAPPTESTER_BROWSER"] == "none"
    assert given["NODE_OPTIONS"].startswith("--no-warnings --require ")


def _remove_npx(folder: Path) -> None:
    (folder / "npx").unlink()


def _remove_node(folder: Path) -> None:
    (folder / "node").unlink()


def _age_node(folder: Path) -> None:
    _executable(folder / "node", "#!/bin/sh\necho v16.20.2\n")


def _silence_node(folder: Path) -> None:
    _executable(folder / "node", "#!/bin/sh\n")


def _break_node(folder: Path) -> None:
    _executable(folder / "node", "#!/absent/interpreter\n")


@pytest.mark.parametrize("lack", [_remove_npx, _remove_node, _age_node, _silence_node, _break_node])
async def test_without_node_one_sentence_says_what_to_install(
    bin_folder: Path,
    playgrounds: Playgrounds,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    lack: Callable[[Path], None],
) -> None:
    monkeypatch.setenv("PATH", str(bin_folder))
    lack(bin_folder)

    await playgrounds.run()

    assert said.sentences == [
        "The windows need Node.js 18 or newer with npx on the PATH: install it from nodejs.org"
        " and start again; the bot serves without them."
    ]


async def test_an_npx_that_cannot_be_run_is_told(
    bin_folder: Path, playgrounds: Playgrounds, said: Said
) -> None:
    _executable(bin_folder / "npx", "#!/absent/interpreter\n")

    await playgrounds.run()

    assert said.sentences[-1].endswith("did not start: No such file or directory.")


async def test_without_a_leader_there_is_nobody_to_show(
    bin_folder: Path, said: Said, tmp_path: Path
) -> None:
    alone = TomlDirectory([Listed(TomlDirectory.read(SAMPLE).people[0], None)])

    await Playgrounds(alone, tmp_path, 3978, said).run()

    assert len(said.sentences) == 1
    assert said.sentences[0].startswith("Nobody in the people file has a leader")


async def test_two_people_of_one_first_name_have_two_folders(
    bin_folder: Path, said: Said, tmp_path: Path
) -> None:
    aroha, wiremu = TomlDirectory.read(SAMPLE).people[:2]
    namesake = wiremu.model_copy(update={"name": "Aroha Example-Two"})
    pair = TomlDirectory([Listed(aroha, namesake.id), Listed(namesake, None)])

    async with _running(Playgrounds(pair, tmp_path / "data", 3978, said)):
        await said.until("http://localhost:", times=2)

    assert sorted(os.listdir(tmp_path / "data" / "playground")) == ["aroha", "aroha-2"]
