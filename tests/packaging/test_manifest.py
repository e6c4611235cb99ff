"""A filled-in manifest and its language files: each fault is told by its place, and why."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.packaging.manifest import all_strings, fill_placeholders, language_faults, manifest_faults

FOLDER = Path(__file__).parents[2] / "manifest"
SETTINGS = {
    "TEAMS_APP_ID": "7d9f1c2e-0000-4000-8000-0000000000a1",
    "BOT_APP_ID": "7d9f1c2e-0000-4000-8000-0000000000b2",
    "APP_PUBLIC_URL": "https://bot.example.org",
    "APP_PRIVACY_URL": "https://bot.example.org/privacy",
    "APP_TERMS_URL": "https://bot.example.org/terms",
}
COMMANDS = "bots[0].commandLists[0].commands"
MORE = [{"title": "more", "description": "More"}]

Json = dict[str, Any]
Change = Callable[[Json], object]


def shipped(name: str) -> Json:
    return dict(json.loads((FOLDER / name).read_bytes()))


def faults_of_manifest(changed: Change, settings: dict[str, str] = SETTINGS) -> list[str]:
    manifest = shipped("manifest.json")
    changed(manifest)
    schema = shipped("schema/MicrosoftTeams.schema.json")
    return [
        ": ".join(reason)
        for reason in manifest_faults(fill_placeholders(manifest, settings), schema)
    ]


def faults_of_language(changed: Change) -> list[str]:
    language = shipped("mi.json")
    changed(language)
    schema = shipped("schema/MicrosoftTeams.Localization.schema.json")
    reasons = language_faults(language, shipped("manifest.json"), schema)
    return [": ".join(reason) for reason in reasons]


def unchanged(_: Json) -> None:
    """The shipped document as it is."""


@pytest.mark.parametrize(
    ("setting", "right", "wrong", "fault"),
    [
        ("TEAMS_APP_ID", "7D9F1C2E-0000-4000-8000-0000000000A1", "our-app", "id: is not a GUID"),
        ("TEAMS_APP_ID", f" {SETTINGS['BOT_APP_ID']} ", "  ", "id: TEAMS_APP_ID is not set"),
        (
            "APP_PUBLIC_URL",
            "https://bot.example.org:8443/?a=b#c",
            "http://bot.example.org",
            "developer.websiteUrl: is not an https:// address",
        ),
        (
            "APP_PRIVACY_URL",
            "https://example.org",
            "https:///privacy",
            "developer.privacyUrl: is not an https:// address",
        ),
        (
            "APP_TERMS_URL",
            "https://example.org/@terms",
            "https://me:word@example.org",
            "developer.termsOfUseUrl: is not an https:// address",
        ),
        (
            "APP_TERMS_URL",
            "https://example.org/%7Bterms%7D",
            "https://example.org/{{terms}}",
            "developer.termsOfUseUrl: holds a placeholder that no setting fills",
        ),
        ("APP_VERSION", "10.0.20", "1.0", "version: is not three numbers with dots, such as 1.0.0"),
        (
            "APP_VERSION",
            "0.1.0",
            "01.0.0",
            "version: is not three numbers with dots, such as 1.0.0",
        ),
    ],
)
def test_a_wrong_setting_is_told_by_its_place(
    setting: str, right: str, wrong: str, fault: str
) -> None:
    assert faults_of_manifest(unchanged, {**SETTINGS, setting: right}) == []

    assert faults_of_manifest(unchanged, {**SETTINGS, setting: wrong}) == [fault]


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (
            lambda it: it.update(manifestVersion="1.25"),
            lambda it: it.update(manifestVersion="1.24"),
            "manifestVersion: '1.25' was expected",
        ),
        (
            lambda it: it["name"].update(short="x" * 30),
            lambda it: it["name"].update(short="x" * 31),
            "name.short: is longer than 30 characters",
        ),
        (
            lambda it: it["bots"][0]["scopes"].pop(),
            lambda it: it["bots"][0]["scopes"].append("meeting"),
            "bots[0].scopes[3]: 'meeting' is not one of"
            " ['team', 'personal', 'groupChat', 'copilot']",
        ),
        (
            lambda it: it["bots"][0]["commandLists"][0]["commands"].extend(MORE * 5),
            lambda it: it["bots"][0]["commandLists"][0]["commands"].extend(MORE * 6),
            f"{COMMANDS}: has more than 12 entries",
        ),
        (
            lambda it: it["bots"][0]["commandLists"][0]["commands"][0].update(title="x" * 128),
            lambda it: it["bots"][0]["commandLists"][0]["commands"][0].update(title="x" * 129),
            f"{COMMANDS}[0].title: is longer than 128 characters",
        ),
        (
            lambda it: it.pop("defaultInstallScope"),
            lambda it: it.pop("accentColor"),
            ": 'accentColor' is a required property",
        ),
        (
            lambda it: it["name"].pop("full"),
            lambda it: it["name"].update(long="x"),
            "name: Additional properties are not allowed ('long' was unexpected)",
        ),
    ],
)
def test_what_teams_would_not_take_is_told_by_its_place(
    good: Change, bad: Change, fault: str
) -> None:
    assert faults_of_manifest(good) == []

    assert faults_of_manifest(bad) == [fault]


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (
            lambda it: it.update({"name.short": "x" * 30}),
            lambda it: it.update({"name.short": "x" * 31}),
            "name.short: is longer than 30 characters",
        ),
        (
            lambda it: it.pop("name.full"),
            lambda it: it.pop("description.full"),
            ": 'description.full' is a required property",
        ),
        (
            lambda it: it.update({f"{COMMANDS}[6].title": "kāti"}),
            lambda it: it.update({f"{COMMANDS}[7].title": "kāti"}),
            f"{COMMANDS}[7].title: is nowhere in the manifest",
        ),
        (
            lambda it: it.update({"description.short": "BOT_APP_ID"}),
            lambda it: it.update({"description.short": "${{ bot.name }}"}),
            "description.short: holds a placeholder that no setting fills",
        ),
    ],
)
def test_a_language_file_fits_its_manifest(good: Change, bad: Change, fault: str) -> None:
    assert faults_of_language(good) == []

    assert faults_of_language(bad) == [fault]


def test_places_are_written_as_language_files_write_them() -> None:
    document = {"name": {"short": "x"}, "bots": [{"scopes": ["personal"], "is": True}]}

    assert dict(all_strings(document)) == {"name.short": "x", "bots[0].scopes[0]": "personal"}


def test_a_value_that_looks_like_json_stays_one_string() -> None:
    tricky = '", "permissions": ["identity'

    assert fill_placeholders({"version": "${{APP_VERSION}}"}, {"APP_VERSION": tricky}) == {
        "version": tricky
    }
