"""The shipped manifest: what it offers, what it does not ask for, and its te reo Māori file."""

import json
from pathlib import Path
from typing import Any

MANIFEST = Path(__file__).parents[2] / "manifest"
Json = dict[str, Any]


def shipped(name: str) -> Json:
    return dict(json.loads((MANIFEST / name).read_bytes()))


def commands() -> list[dict[str, str]]:
    (only,) = shipped("manifest.json")["bots"][0]["commandLists"]
    assert only["scopes"] == ["personal"]
    return list(only["commands"])


def test_the_app_is_one_bot_that_may_also_be_added_to_groups() -> None:
    manifest = shipped("manifest.json")

    (bot,) = manifest["bots"]
    assert bot["scopes"] == ["personal", "groupChat", "team"]
    assert manifest["defaultInstallScope"] == "personal"
    assert manifest["supportsChannelFeatures"] == "tier1"


def test_the_app_asks_for_no_rights() -> None:
    manifest = shipped("manifest.json")

    asks = {"authorization", "permissions", "devicePermissions", "validDomains"}
    assert asks.isdisjoint(manifest)
    assert manifest["webApplicationInfo"].keys() == {"id"}


def test_the_commands_are_those_the_bot_understands() -> None:
    assert [command["title"] for command in commands()] == [
        "report",
        "support",
        "my reports",
        "before I post",
        "situations",
        "help",
        "stop",
    ]


def test_the_first_words_of_the_long_description_are_about_danger() -> None:
    danger = "If anyone is in danger now, call 111 first."

    assert shipped("manifest.json")["description"]["full"].startswith(danger)
    assert shipped("mi.json")["description.full"].startswith(danger)


def test_te_reo_maori_describes_every_command_and_leaves_what_is_sent_to_the_bot() -> None:
    place = "bots[0].commandLists[0].commands"

    told = {key for key in shipped("mi.json") if key.startswith(place)}

    assert told == {f"{place}[{index}].description" for index in range(len(commands()))}


def test_the_icons_are_small_files() -> None:
    assert (MANIFEST / "color.png").stat().st_size < 20_000
    assert (MANIFEST / "outline.png").stat().st_size < 20_000


def test_the_schemas_come_with_their_licence() -> None:
    assert "MIT License" in (MANIFEST / "schema" / "LICENSE").read_text(encoding="utf-8")
