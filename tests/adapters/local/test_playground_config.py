"""The two configurations: what Playground's closed schema wants, and who is in them."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.adapters.local.playground.config import (
    NAME,
    PRELOAD,
    folder_name,
    write_configuration,
)
from bot.domain.people import Person

PEOPLE = TomlDirectory.read(SAMPLE).people
AROHA, WIREMU = PEOPLE[:2]
USER = {"id", "name", "userPrincipleName", "aadObjectId", "givenName", "surname", "email"}


def _written(folder: Path, person: Person, people: tuple[Person, ...]) -> dict[str, Any]:
    write_configuration(folder, person, people)
    configuration: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    return configuration


@pytest.fixture
def aroha(tmp_path: Path) -> dict[str, Any]:
    return _written(tmp_path / "aroha", AROHA, PEOPLE)


def test_it_has_the_parts_of_the_schema_and_no_other(aroha: dict[str, Any]) -> None:
    assert list(aroha) == [
        *("version", "tenantId", "bot", "currentUser"),
        *("users", "personalChat", "groupChat", "team"),
    ]
    assert aroha["version"] == "0.1.1"
    assert str(UUID(aroha["tenantId"])) == aroha["tenantId"]
    assert set(aroha["bot"]) == {"id", "name"}
    assert len(aroha["bot"]["name"]) <= 42
    assert set(aroha["groupChat"]) == {"id", "name"}
    assert set(aroha["team"]) == {"id", "name", "aadGroupId", "channels"}


def test_it_has_five_others_whose_ids_are_object_ids(aroha: dict[str, Any]) -> None:
    users = [aroha["currentUser"], *aroha["users"]]

    assert len(users) == 6
    assert {user["id"] for user in users} == {person.id for person in PEOPLE}
    assert all(set(user) == USER for user in users)
    assert all(user["id"] == user["aadObjectId"] for user in users)
    assert (users[0]["givenName"], users[0]["surname"]) == ("Aroha", "Example")


def test_the_windows_differ_in_person_and_chat(aroha: dict[str, Any], tmp_path: Path) -> None:
    wiremu = _written(tmp_path / "wiremu", WIREMU, PEOPLE)

    assert wiremu["currentUser"] != aroha["currentUser"]
    assert wiremu["personalChat"] != aroha["personalChat"]
    assert wiremu["tenantId"] == aroha["tenantId"]
    assert wiremu["bot"] == aroha["bot"]


def test_a_short_people_file_is_filled_up_with_invented_people(tmp_path: Path) -> None:
    written = _written(tmp_path, AROHA, (WIREMU, AROHA, WIREMU))

    ids = [user["id"] for user in written["users"]]
    assert ids[0] == WIREMU.id
    assert len(set(ids)) == 5
    assert AROHA.id not in ids


def test_what_a_name_quotes_stays_a_name(tmp_path: Path) -> None:
    odd = Person(id=AROHA.id, name='"Aroha": ["\\\u2028 no # Ā', email=None)

    written = _written(tmp_path, odd, PEOPLE)

    assert written["currentUser"]["name"] == odd.name
    assert written["currentUser"]["email"] == f"{AROHA.id}@example.org"


def test_one_name_is_a_surname_too(tmp_path: Path) -> None:
    written = _written(tmp_path, Person(id=AROHA.id, name="Aroha"), PEOPLE)

    assert written["currentUser"]["surname"] == "Aroha"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Tāmati Example", "tamati"),
        ("../../etc", "etc"),
        ("O'Neil X", "o-neil"),
        ("李 明", "person"),
    ],
)
def test_a_folder_is_named_by_the_first_name(name: str, folder: str) -> None:
    assert folder_name(Person(name=name)) == folder


SERVER = """
const server = require("http").createServer();
server.listen(0, () => console.log(server.address().address));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not on the PATH")
async def test_what_it_serves_is_for_this_computer_and_ends_with_the_bot(tmp_path: Path) -> None:
    write_configuration(tmp_path, AROHA, PEOPLE)
    node = await asyncio.create_subprocess_exec(
        *("node", "--require", tmp_path / PRELOAD, "--eval", SERVER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )

    assert node.stdin is not None
    assert node.stdout is not None
    assert await node.stdout.readline() == b"127.0.0.1\n"
    node.stdin.close()
    async with asyncio.timeout(10):
        assert await node.wait() == 0
