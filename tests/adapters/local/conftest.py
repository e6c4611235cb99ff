"""A PATH with a fake npx, two Playgrounds that have not started, and a people file."""

import os
from pathlib import Path

import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.playground.windows import Playgrounds
from tests.adapters.local.npx_stage import FAKE, Said, executable
from tests.adapters.local.two_people import GOOD


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which Node is new and npx is ours."""
    folder = tmp_path / "bin"
    folder.mkdir()
    executable(folder / "npx", FAKE)
    executable(folder / "node", "#!/bin/sh\necho v20.1.0\n")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def playgrounds(tmp_path: Path, said: Said) -> Playgrounds:
    return Playgrounds(TomlDirectory.read(SAMPLE), tmp_path / "data", 3978, said)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A people file of two."""
    path = tmp_path / "people.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path
