"""Builds the Teams app package: the zip an administrator uploads, checked before it is written."""

import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.packaging.icons import icon_faults
from bot.packaging.manifest import (
    ManifestFault,
    all_strings,
    fill_placeholders,
    language_faults,
    manifest_faults,
)

_MANIFEST = "manifest.json"
_MANIFEST_SCHEMA = "schema/MicrosoftTeams.schema.json"
_LANGUAGE_SCHEMA = "schema/MicrosoftTeams.Localization.schema.json"
_LANGUAGE_PLACE = re.compile(
    r"localizationInfo\.(defaultLanguageFile|additionalLanguages\[\d+\]\.file)"
)
_ICON_SIDES = {"icons.color": 192, "icons.outline": 32, "icons.color32x32": 32}
_SAMPLE = {
    "TEAMS_APP_ID": "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c00a1",
    "BOT_APP_ID": "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c00b2",
    "APP_PUBLIC_URL": "https://example.org/app",
    "APP_PRIVACY_URL": "https://example.org/privacy",
    "APP_TERMS_URL": "https://example.org/terms",
}


class PackageRefused(Exception):
    """Nothing was written. Each reason names the file, the path in it and the fault."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass
class _Package:
    """The files of a package while they are collected, and their faults."""

    folder: Path
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add_faults(self, file: str, faults: Iterable[ManifestFault]) -> None:
        """Records the faults of one file."""
        self.faults += [": ".join(filter(None, (file, *fault))) for fault in faults]

    def read(self, name: str) -> bytes | None:
        """A file of the folder; None and a fault if it cannot be read."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            self.add_faults(name, [("", "is missing or cannot be read")])
            return None

    def read_json(self, name: str) -> dict[str, Any] | None:
        """A JSON object of the folder; None and a fault if it is none."""
        if (data := self.read(name)) is None:
            return None
        try:
            document = json.loads(data)
        except ValueError as error:
            self.add_faults(name, [("", f"is not JSON: {error}")])
            return None
        if not isinstance(document, dict):
            self.add_faults(name, [("", "is not a JSON object")])
            return None
        return document


def build(folder: Path, environment: Mapping[str, str], target: Path) -> Path:
    """Writes the package of a folder. Raises PackageRefused if Teams would not accept it."""
    package = _collect(folder, environment)
    if package.faults:
        raise PackageRefused(package.faults)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_zip(package.files))
    return target


def package_faults(folder: Path) -> list[str]:
    """The faults the package of a folder would have even with valid settings."""
    return _collect(folder, _SAMPLE).faults


def _collect(folder: Path, environment: Mapping[str, str]) -> _Package:
    package = _Package(folder)
    source, schema = package.read_json(_MANIFEST), package.read_json(_MANIFEST_SCHEMA)
    language_schema = package.read_json(_LANGUAGE_SCHEMA)
    if source is None or schema is None or language_schema is None:
        return package
    manifest = fill_placeholders(source, environment)
    package.add_faults(_MANIFEST, manifest_faults(manifest, schema))
    package.files[_MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    for place, name in all_strings(manifest):
        is_language = _LANGUAGE_PLACE.fullmatch(place)
        if place not in _ICON_SIDES and not is_language:
            continue
        if Path(name).name != name:
            package.add_faults(_MANIFEST, [(place, "does not name a file beside the manifest")])
        elif is_language:
            _add_language(package, name, manifest, language_schema)
        else:
            _add_icon(package, name, _ICON_SIDES[place], white_only=place == "icons.outline")
    return package


def _add_icon(package: _Package, name: str, side: int, *, white_only: bool) -> None:
    if (data := package.read(name)) is not None:
        faults = icon_faults(data, side, white_only=white_only)
        package.add_faults(name, (("", fault) for fault in faults))
        package.files[name] = data


def _add_language(
    package: _Package, name: str, manifest: dict[str, Any], schema: dict[str, Any]
) -> None:
    if (language := package.read_json(name)) is not None:
        package.add_faults(name, language_faults(language, manifest, schema))
        package.files[name] = json.dumps(language, ensure_ascii=False, indent=2).encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    """Reproducible: the same bytes for the same files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()
