"""Under which licence a package may be used, as the package itself says."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

_CLASSIFIER = "License :: "
_LONGEST_NAME = 60
"""Some packages write the whole licence where its name belongs."""


def licences_of(name: str, version: str) -> Sequence[dict[str, Any]]:
    """In CycloneDX's form; none for a package that is not here in this version."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return []
    if said["Version"] != version:
        return []
    if expressions := said.get_all("License-Expression"):
        return [{"expression": expressions[0]}]
    classifiers = said.get_all("Classifier") or ()
    names = [it.split(" :: ")[-1] for it in classifiers if it.startswith(_CLASSIFIER)]
    if not names:
        names = [it for it in said.get_all("License") or () if 0 < len(it) <= _LONGEST_NAME]
    return [{"license": {"name": it}} for it in names]
