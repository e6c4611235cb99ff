"""The Teams manifest and its language files: filling them in, and what speaks against them."""

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
DEFAULTS = {"APP_VERSION": "1.1.0"}

_PLACEHOLDER = re.compile(r"\$\{\{\s*(\w+)\s*\}\}")
_HOLE = re.compile(r"\$\{|\{\{|\}\}")

_GUID = (re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), "is not a GUID")
_HTTPS = (re.compile(r"https://[^\s/?#@]+([/?#]\S*)?"), "is not an https:// address")
_VERSION = (
    re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}"),
    "is not three numbers with dots, such as 1.0.0",
)
# The schema lets http:// and any version through, and calls a wrong GUID by its pattern.
_SHAPES = {
    "version": _VERSION,
    "id": _GUID,
    "developer.websiteUrl": _HTTPS,
    "developer.privacyUrl": _HTTPS,
    "developer.termsOfUseUrl": _HTTPS,
    "bots[0].botId": _GUID,
    "webApplicationInfo.id": _GUID,
}

ManifestFault = tuple[str, str]
"""A place, written as language files write it (`bots[0].botId`), and why it cannot stay so."""


def filled(node: Any, environment: Mapping[str, str]) -> Any:
    """The same JSON with every placeholder replaced whose setting has a value."""
    if isinstance(node, dict):
        return {key: filled(value, environment) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(value, environment) for value in node]
    if isinstance(node, str):
        return _PLACEHOLDER.sub(lambda hole: _value(hole[1], environment) or hole[0], node)
    return node


def strings(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a JSON document with its place."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from strings(value, f"{place}.{key}" if place else key)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from strings(value, f"{place}[{index}]")
    elif isinstance(node, str):
        yield place, node


def manifest_reasons(manifest: dict[str, Any], schema: dict[str, Any]) -> Iterator[ManifestFault]:
    """What speaks against a filled-in manifest."""
    texts = dict(strings(manifest))
    named = {**dict(_misshapen(texts)), **dict(_unfilled(texts))}
    yield from named.items()
    yield from (reason for reason in _against(schema, manifest) if reason[0] not in named)


def language_reasons(
    language: dict[str, Any], manifest: dict[str, Any], schema: dict[str, Any]
) -> Iterator[ManifestFault]:
    """What speaks against one language file of this manifest."""
    known = {"$schema", *dict(strings(manifest))}
    yield from ((key, "is nowhere in the manifest") for key in language if key not in known)
    yield from _unfilled(dict(strings(language)))
    yield from _against(schema, language)


def _value(name: str, environment: Mapping[str, str]) -> str:
    if name not in SETTINGS:
        return ""
    return environment.get(name, "").strip() or DEFAULTS.get(name, "")


def _unfilled(texts: Mapping[str, str]) -> Iterator[ManifestFault]:
    for place, text in texts.items():
        hole = _PLACEHOLDER.search(text)
        if hole and hole[1] in SETTINGS:
            yield place, f"{hole[1]} is not set"
        elif _HOLE.search(text):
            yield place, "holds a placeholder that no setting fills"


def _misshapen(texts: Mapping[str, str]) -> Iterator[ManifestFault]:
    for place, (shape, why) in _SHAPES.items():
        if place in texts and not shape.fullmatch(texts[place]):
            yield place, why


def _against(schema: dict[str, Any], document: dict[str, Any]) -> Iterator[ManifestFault]:
    # The schema calls itself draft 4, which ignores its `const` and each `maxLength` beside `$ref`.
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
