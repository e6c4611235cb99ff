"""The licences of a package, from its installed metadata."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

_CLASSIFIER = "License :: "
_LONGEST_NAME = 60
"""Some packages put the whole licence text into the field for its name."""


def licences_of(name: str, version: str) -> Sequence[dict[str, Any]]:
    """As CycloneDX licences; empty for a package that is not installed in this version."""
    try:
        package = metadata(name)
    except PackageNotFoundError:
        return []
    if package["Version"] != version:
        return []
    if expressions := package.get_all("License-Expression"):
        return [{"expression": expressions[0]}]
    classifiers = package.get_all("Classifier") or ()
    names = [
        classifier.split(" :: ")[-1]
        for classifier in classifiers
        if classifier.startswith(_CLASSIFIER)
    ]
    if not names:
        fields = package.get_all("License") or ()
        names = [text for text in fields if 0 < len(text) <= _LONGEST_NAME]
    return [{"license": {"name": licence}} for licence in names]
