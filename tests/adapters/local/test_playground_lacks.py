"""Where a window cannot be shown: one sentence says why, and the bot serves on."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.people_file import Listed
from bot.adapters.local.playground.windows import Playgrounds
from tests.adapters.local.npx_stage import Said, executable, is_gone, lives, running, seen


@pytest.mark.parametrize("behaviour", ["dies", "listens-and-dies"])
async def test_one_that_does_not_start_is_told_with_its_log_and_the_other_stays(
    bin_folder: Path, playgrounds: Playgrounds, said: Said, behaviour: str
) -> None:
    (bin_folder / "aroha").write_text(behaviour)

    async with running(playgrounds):
        await said.until("did not start")
        await said.until("http://localhost:")
        folder = playgrounds.folder / "playground" / "aroha"
        child = seen(playgrounds, "aroha")["child"]
        assert lives(seen(playgrounds, "wiremu")["own"])

    sentence = f"The window of Aroha Example did not start; its logs say why: {folder}"
    assert sentence in said.sentences
    assert "npm" in (folder / "npx.log").read_text()
    assert await is_gone(child)


async def test_one_that_ends_later_is_told_with_its_log(
    bin_folder: Path, playgrounds: Playgrounds, said: Said
) -> None:
    async with running(playgrounds):
        await said.until("http://localhost:", times=2)
        os.kill(seen(playgrounds, "aroha")["own"], signal.SIGKILL)
        await said.until("has ended")

    folder = playgrounds.folder / "playground" / "aroha"
    assert said.sentences[-1] == f"The window of Aroha Example has ended; its logs are in {folder}"


def _remove_npx(folder: Path) -> None:
    (folder / "npx").unlink()


def _remove_node(folder: Path) -> None:
    (folder / "node").unlink()


def _age_node(folder: Path) -> None:
    executable(folder / "node", "#!/bin/sh\necho v16.20.2\n")


def _silence_node(folder: Path) -> None:
    executable(folder / "node", "#!/bin/sh\n")


def _break_node(folder: Path) -> None:
    executable(folder / "node", "#!/absent/interpreter\n")


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
    executable(bin_folder / "npx", "#!/absent/interpreter\n")

    await playgrounds.run()

    assert said.sentences[-1].endswith("did not start: No such file or directory.")


async def test_without_a_leader_there_is_nobody_to_show(
    bin_folder: Path, said: Said, tmp_path: Path
) -> None:
    alone = TomlDirectory([Listed(TomlDirectory.read(SAMPLE).people[0], None)])

    await Playgrounds(alone, tmp_path, 3978, said).run()

    assert len(said.sentences) == 1
    assert said.sentences[0].startswith("Nobody in the people file has a leader")
