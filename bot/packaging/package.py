"""The Teams app package: the zip an administrator uploads, checked before it is written."""

import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.packaging.icons import icon_reasons
from bot.packaging.manifest import (
    ManifestFault,
    filled,
    language_reasons,
    manifest_reasons,
    strings,
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
    """Nothing was written. Each reason names the file, the place in it and why."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass
class _Package:
    """The files of one package as they are gathered, and what speaks against them."""

    folder: Path
    files: dict[str, bytes] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    def refuse(self, file: str, reasons: Iterable[ManifestFault]) -> None:
        """Keeps the reasons against one file."""
        self.reasons += [": ".join(filter(None, (file, *reason))) for reason in reasons]

    def read(self, name: str) -> bytes | None:
        """A file of the folder, or None and a reason."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            self.refuse(name, [("", "is missing or cannot be read")])
            return None

    def read_json(self, name: str) -> dict[str, Any] | None:
        """A JSON object of the folder, or None and a reason."""
        if (data := self.read(name)) is None:
            return None
        try:
            document = json.loads(data)
        except ValueError as error:
            self.refuse(name, [("", f"is not JSON: {error}")])
            return None
        if not isinstance(document, dict):
            self.refuse(name, [("", "is not a JSON object")])
            return None
        return document


def build(folder: Path, environment: Mapping[str, str], target: Path) -> Path:
    """Writes that folder's package to the target; PackageRefused if Teams would not take it."""
    package = _gathered(folder, environment)
    if package.reasons:
        raise PackageRefused(package.reasons)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_zipped(package.files))
    return target


def complaints(folder: Path) -> list[str]:
    """What would speak against the package of that folder if every setting were right."""
    return _gathered(folder, _SAMPLE).reasons


def _gathered(folder: Path, environment: Mapping[str, str]) -> _Package:
    package = _Package(folder)
    source, schema = package.read_json(_MANIFEST), package.read_json(_MANIFEST_SCHEMA)
    language_schema = package.read_json(_LANGUAGE_SCHEMA)
    if source is None or schema is None or language_schema is None:
        return package
    manifest = filled(source, environment)
    package.refuse(_MANIFEST, manifest_reasons(manifest, schema))
    package.files[_MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    for place, name in strings(manifest):
        is_language = _LANGUAGE_PLACE.fullmatch(place)
        if place not in _ICON_SIDES and not is_language:
            continue
        if Path(name).name != name:
            package.refuse(_MANIFEST, [(place, "does not name a file beside the manifest")])
        elif is_language:
            _add_language(package, name, manifest, language_schema)
        else:
            _add_icon(package, name, _ICON_SIDES[place], white_only=place == "icons.outline")
    return package


def _add_icon(package: _Package, name: str, side: int, *, white_only: bool) -> None:
    if (data := package.read(name)) is not None:
        reasons = icon_reasons(data, side, white_only=white_only)
        package.refuse(name, (("", why) for why in reasons))
        package.files[name] = data


def _add_language(
    package: _Package, name: str, manifest: dict[str, Any], schema: dict[str, Any]
) -> None:
    if (language := package.read_json(name)) is not None:
        package.refuse(name, language_reasons(language, manifest, schema))
        package.files[name] = json.dumps(language, ensure_ascii=False, indent=2).encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The same bytes for the same files, whenever and wherever they are packed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()
