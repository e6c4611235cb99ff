"""The app package: what goes in, which file is blamed for a refusal, and that its bytes stay."""

import json
import shutil
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.packaging.package import PackageRefused, build, package_faults

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "manifest"
SETTINGS = {
    "TEAMS_APP_ID": "7d9f1c2e-0000-4000-8000-0000000000a1",
    "BOT_APP_ID": "7d9f1c2e-0000-4000-8000-0000000000b2",
    "APP_PUBLIC_URL": "https://bot.example.org",
    "APP_PRIVACY_URL": "https://bot.example.org/privacy",
    "APP_TERMS_URL": "https://bot.example.org/terms",
}

Json = dict[str, Any]
Change = Callable[[Json], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder, to be spoilt."""
    return Path(shutil.copytree(MANIFEST, tmp_path / "manifest"))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the package goes; its folder does not exist yet."""
    return tmp_path / "build" / "app.zip"


def change(file: Path, changed: Change) -> None:
    document = json.loads(file.read_bytes())
    changed(document)
    file.write_text(json.dumps(document), encoding="utf-8")


def refusal(folder: Path, settings: dict[str, str], target: Path) -> list[str]:
    with pytest.raises(PackageRefused) as refused:
        build(folder, settings, target)
    assert not target.exists()
    return refused.value.reasons


def packed(target: Path, name: str) -> Json:
    with zipfile.ZipFile(target) as archive:
        return dict(json.loads(archive.read(name)))


def test_the_package_holds_what_teams_reads_and_nothing_else(folder: Path, target: Path) -> None:
    assert build(folder, SETTINGS, target) == target

    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["color.png", "manifest.json", "mi.json", "outline.png"]


def test_the_settings_are_filled_in(folder: Path, target: Path) -> None:
    build(folder, {**SETTINGS, "APP_VERSION": "2.10.0"}, target)

    manifest = packed(target, "manifest.json")
    assert manifest["id"] == SETTINGS["TEAMS_APP_ID"]
    assert manifest["bots"][0]["botId"] == SETTINGS["BOT_APP_ID"]
    assert manifest["webApplicationInfo"]["id"] == SETTINGS["BOT_APP_ID"]
    assert manifest["developer"] == {
        "name": "Kāinga Ora",
        "websiteUrl": "https://bot.example.org",
        "privacyUrl": "https://bot.example.org/privacy",
        "termsOfUseUrl": "https://bot.example.org/terms",
    }
    assert manifest["version"] == "2.10.0"


def test_the_version_is_that_of_the_project_unless_it_is_set(folder: Path, target: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    build(folder, SETTINGS, target)

    assert packed(target, "manifest.json")["version"] == project["version"]


def test_the_same_files_and_settings_give_the_same_bytes(folder: Path, target: Path) -> None:
    first = build(folder, SETTINGS, target).read_bytes()
    (folder / "color.png").touch()

    again = build(folder, dict(reversed(SETTINGS.items())), target).read_bytes()

    assert again == first


def test_every_reason_is_told_at_once(folder: Path, target: Path) -> None:
    assert refusal(folder, {}, target) == [
        "manifest.json: id: TEAMS_APP_ID is not set",
        "manifest.json: developer.websiteUrl: APP_PUBLIC_URL is not set",
        "manifest.json: developer.privacyUrl: APP_PRIVACY_URL is not set",
        "manifest.json: developer.termsOfUseUrl: APP_TERMS_URL is not set",
        "manifest.json: bots[0].botId: BOT_APP_ID is not set",
        "manifest.json: webApplicationInfo.id: BOT_APP_ID is not set",
    ]


def test_a_secret_of_the_environment_cannot_be_put_into_the_package(
    folder: Path, target: Path
) -> None:
    hole = "${{BOT_APP_PASSWORD}}"
    change(folder / "manifest.json", lambda it: it["name"].update(full=hole))

    reasons = refusal(folder, {**SETTINGS, "BOT_APP_PASSWORD": "a secret"}, target)

    assert reasons == ["manifest.json: name.full: holds a placeholder that no setting fills"]


def test_a_manifest_that_teams_would_not_take_is_refused(folder: Path, target: Path) -> None:
    build(folder, SETTINGS, target).unlink()
    change(folder / "manifest.json", lambda it: it["name"].update(short="x" * 31))

    assert refusal(folder, SETTINGS, target) == [
        "manifest.json: name.short: is longer than 30 characters"
    ]


def test_a_language_file_that_does_not_fit_is_refused(folder: Path, target: Path) -> None:
    build(folder, SETTINGS, target).unlink()
    change(folder / "mi.json", lambda it: it.pop("description.full"))

    assert refusal(folder, SETTINGS, target) == [
        "mi.json: 'description.full' is a required property"
    ]


def test_only_files_beside_the_manifest_are_packed(folder: Path, target: Path) -> None:
    build(folder, SETTINGS, target).unlink()
    change(folder / "manifest.json", lambda it: it["icons"].update(color="../manifest/color.png"))

    assert refusal(folder, SETTINGS, target) == [
        "manifest.json: icons.color: does not name a file beside the manifest"
    ]


@pytest.mark.parametrize(
    "name",
    ["manifest.json", "mi.json", "outline.png", "schema/MicrosoftTeams.schema.json"],
)
def test_a_missing_file_is_named(folder: Path, target: Path, name: str) -> None:
    build(folder, SETTINGS, target).unlink()
    (folder / name).unlink()

    assert refusal(folder, SETTINGS, target) == [f"{name}: is missing or cannot be read"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "is not JSON"), ("{,}", "is not JSON"), ("[]", "is not a JSON object")],
)
def test_a_file_that_holds_no_json_object_is_named(folder: Path, text: str, reason: str) -> None:
    assert package_faults(folder) == []
    (folder / "mi.json").write_text(text, encoding="utf-8")

    (told,) = package_faults(folder)

    assert told.startswith(f"mi.json: {reason}")


def test_swapped_icons_are_refused_by_their_names(folder: Path, target: Path) -> None:
    build(folder, SETTINGS, target).unlink()
    change(
        folder / "manifest.json",
        lambda it: it.update(icons={"color": "outline.png", "outline": "color.png"}),
    )

    assert refusal(folder, SETTINGS, target) == [
        "outline.png: is 32 x 32 pixels instead of 192 x 192",
        "color.png: is 192 x 192 pixels instead of 32 x 32",
        "color.png: is not saved as 8-bit RGBA without interlacing",
    ]


def test_the_check_needs_no_settings() -> None:
    assert package_faults(MANIFEST) == []


def test_the_check_tells_what_is_wrong_without_writing(folder: Path) -> None:
    change(folder / "manifest.json", lambda it: it.update(accentColor="teal"))

    (told,) = package_faults(folder)

    assert told.startswith("manifest.json: accentColor: ")
