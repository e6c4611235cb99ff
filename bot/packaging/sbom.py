"""The software bill of materials of a release, as CycloneDX 1.6 JSON."""

import json
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.packaging.licences import licences_of
from bot.packaging.lock import LockedPackage, parse_lock

LOCK = Path("requirements.txt")


def write_sbom(tree: Path, target: Path, *, at: datetime) -> Path:
    """Writes the bill of materials of a source tree, from its lock file."""
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = parse_lock((tree / LOCK).read_text(encoding="utf-8"))
    document = sbom(project["name"], project["version"], packages, at=at)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return target


def sbom(
    name: str, version: str, packages: Sequence[LockedPackage], *, at: datetime
) -> dict[str, Any]:
    """Reproducible: the same release and time give the same document.

    Only packages installed here get licences.
    """
    bot, moment = f"pkg:generic/{name}@{version}", at.astimezone(UTC)
    needs = {bot: [_purl(package) for package in packages if package.is_direct]}
    needs |= {_purl(package): _dependencies(package.name, packages) for package in packages}
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


def _component(package: LockedPackage) -> dict[str, Any]:
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
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in package.hashes],
            }
        ],
    }


def _dependencies(name: str, packages: Sequence[LockedPackage]) -> list[str]:
    return [_purl(package) for package in packages if name in package.needed_by]


def _purl(package: LockedPackage) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"
