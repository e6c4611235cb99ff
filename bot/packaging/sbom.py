"""The software bill of materials: what a release is made of, as CycloneDX 1.6 JSON."""

import json
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.packaging.licences import licences_of
from bot.packaging.lock import Locked, locked

LOCK = Path("requirements.txt")


def write_sbom(tree: Path, target: Path, *, at: datetime) -> Path:
    """Writes that of the tree, whose lock file says what it runs on."""
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = locked((tree / LOCK).read_text(encoding="utf-8"))
    document = sbom(project["name"], project["version"], packages, at=at)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return target


def sbom(name: str, version: str, packages: Sequence[Locked], *, at: datetime) -> dict[str, Any]:
    """The same release at the same moment gives the same document.

    Licences are said of the packages that are installed here.
    """
    bot, moment = f"pkg:generic/{name}@{version}", at.astimezone(UTC)
    needs = {bot: [_purl(package) for package in packages if package.is_ours]}
    needs |= {_purl(package): _needed(package.name, packages) for package in packages}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid5(NAMESPACE_URL, f"{bot}#{moment}#{sorted(needs)}").urn,
        "version": 1,
        "metadata": {
            "timestamp": moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "application",
                "bom-ref": bot,
                "name": name,
                "version": version,
                "purl": bot,
            },
        },
        "components": [_component(package) for package in packages],
        "dependencies": [{"ref": ref, "dependsOn": sorted(on)} for ref, on in needs.items()],
    }


def _component(package: Locked) -> dict[str, Any]:
    purl = _purl(package)
    return {
        "type": "library",
        "bom-ref": purl,
        "name": package.name,
        "version": package.version,
        "licenses": licences_of(package.name, package.version),
        "purl": purl,
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{package.name}/{package.version}/",
                "comment": "Installed from one of the files with these digests.",
                "hashes": [{"alg": "SHA-256", "content": it} for it in package.hashes],
            }
        ],
    }


def _needed(name: str, packages: Sequence[Locked]) -> list[str]:
    return [_purl(package) for package in packages if name in package.needed_by]


def _purl(package: Locked) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"
