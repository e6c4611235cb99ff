"""Fills in the Teams manifest and its language files, and checks them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jsonschema import Draft201909Validator, ValidationError

# A closed list, so that no placeholder can carry a secret of the environment into the package.
SETTINGS = (
    "TEAMS_APP_ID",
    "BOT_APP_ID",
    "APP_PUBLIC_URL",
    "APP_PRIVACY_URL",
    "APP_TERMS_URL",
    "APP_VERSION",
)
DEFAULTS = {"APP_VERSION": "1.2.0"}

_PLACEHOLDER = re.compile(r"\$\{\{\s*(\w+)\s*\}\}")
_UNFILLED = re.compile(r"\$\{|\{\{|\}\}")

_GUID = (re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), "is not a GUID")
_HTTPS = (re.compile(r"https://[^\s/?#@]+([/?#]\S*)?"), "is not an https:// address")
_VERSION = (
    re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}"),
    "is not three numbers with dots, such as 1.0.0",
)
# The schema accepts http:// and any version, and reports a wrong GUID by its pattern.
_FORMATS = {
    "version": _VERSION,
    "id": _GUID,
    "developer.websiteUrl": _HTTPS,
    "developer.privacyUrl": _HTTPS,
    "developer.termsOfUseUrl": _HTTPS,
    "bots[0].botId": _GUID,
    "webApplicationInfo.id": _GUID,
}

ManifestFault = tuple[str, str]
"""A path as in language files (`bots[0].botId`), and what is wrong there."""


def fill_placeholders(node: Any, environment: Mapping[str, str]) -> Any:
    """The same JSON; placeholders are replaced if their setting has a value."""
    if isinstance(node, dict):
        return {key: fill_placeholders(value, environment) for key, value in node.items()}
    if isinstance(node, list):
        return [fill_placeholders(value, environment) for value in node]
    if isinstance(node, str):
        return _PLACEHOLDER.sub(lambda match: _value(match[1], environment) or match[0], node)
    return node


def all_strings(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a JSON document with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from all_strings(value, f"{place}.{key}" if place else key)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from all_strings(value, f"{place}[{index}]")
    elif isinstance(node, str):
        yield place, node


def manifest_faults(manifest: dict[str, Any], schema: dict[str, Any]) -> Iterator[ManifestFault]:
    """The faults of a filled-in manifest."""
    texts = dict(all_strings(manifest))
    named = {**dict(_malformed(texts)), **dict(_unfilled(texts))}
    yield from named.items()
    yield from (fault for fault in _schema_faults(schema, manifest) if fault[0] not in named)


def language_faults(
    language: dict[str, Any], manifest: dict[str, Any], schema: dict[str, Any]
) -> Iterator[ManifestFault]:
    """The faults of one language file of this manifest."""
    known = {"$schema", *dict(all_strings(manifest))}
    yield from ((key, "is nowhere in the manifest") for key in language if key not in known)
    yield from _unfilled(dict(all_strings(language)))
    yield from _schema_faults(schema, language)


def _value(name: str, environment: Mapping[str, str]) -> str:
    if name not in SETTINGS:
        return ""
    return environment.get(name, "").strip() or DEFAULTS.get(name, "")


def _unfilled(texts: Mapping[str, str]) -> Iterator[ManifestFault]:
    for place, text in texts.items():
        placeholder = _PLACEHOLDER.search(text)
        if placeholder and placeholder[1] in SETTINGS:
            yield place, f"{placeholder[1]} is not set"
        elif _UNFILLED.search(text):
            yield place, "holds a placeholder that no setting fills"


def _malformed(texts: Mapping[str, str]) -> Iterator[ManifestFault]:
    for place, (shape, why) in _FORMATS.items():
        if place in texts and not shape.fullmatch(texts[place]):
            yield place, why


def _schema_faults(schema: dict[str, Any], document: dict[str, Any]) -> Iterator[ManifestFault]:
    # The schema declares draft 4, in which `const` and any `maxLength` beside `$ref` are ignored.
    for error in Draft201909Validator(schema).iter_errors(document):
        yield _place(error.absolute_path), _why(error)


def _place(path: Iterable[str | int]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _why(error: ValidationError) -> str:
    limits = {"maxLength": "is longer than {} characters", "maxItems": "has more than {} entries"}
    if sentence := limits.get(str(error.validator)):
        return sentence.format(error.validator_value)
    return error.message
