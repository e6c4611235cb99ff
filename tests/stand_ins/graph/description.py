"""Microsoft's own description of the calls we make: a slice of it, whose `info` says of what."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FILE = Path(__file__).with_name("graph-slice.json")

Json = Any


class Description:
    """Says what a request, or an answer, has that Microsoft's OpenAPI file does not allow."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self._document = document
        self._checks: dict[int, Draft202012Validator] = {}

    def of_request(
        self, method: str, path: str, query: Sequence[tuple[str, str]], body: Json
    ) -> Iterator[str]:
        """Complaints about a request; None is no body."""
        operation = self._operation(method, path)
        if operation is None:
            yield f"{method} {path}: not described"
            return
        yield from self._of_query(operation, query)
        wanted = operation.get("requestBody")
        if body is None:
            if wanted and wanted["required"]:
                yield "a body is required"
        elif wanted is None:
            yield "no body is described"
        else:
            yield from self._of_json(wanted["content"]["application/json"]["schema"], body)

    def of_answer(self, method: str, path: str, status: int, body: Json) -> Iterator[str]:
        """Complaints about an answer of ours."""
        operation = self._operation(method, path)
        responses = operation["responses"] if operation else {}
        response = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if response is None:
            yield f"answer {status} is not described"
            return
        content = self._resolved(response).get("content")
        if (body is None) != (content is None):
            yield f"answer {status} with or without a body against the description"
        elif content is not None:
            yield from self._of_json(content["application/json"]["schema"], body)

    def _of_query(
        self, operation: Mapping[str, Json], query: Sequence[tuple[str, str]]
    ) -> Iterator[str]:
        parameters = map(self._resolved, operation["parameters"])
        known = {p["name"]: p["schema"] for p in parameters if p["in"] == "query"}
        names = [name for name, _ in query]
        yield from (f"{name} is given twice" for name in set(names) if names.count(name) > 1)
        for name, value in query:
            if name not in known:
                yield f"no query option {name}"
            else:
                yield from (f"{name}: {why}" for why in self._of_json(*_typed(known[name], value)))

    def _of_json(self, schema: Mapping[str, Json], value: Json) -> Iterator[str]:
        check = self._checks.get(id(schema))
        if check is None:
            # References point at the document's root, so each part is read as a root of its own.
            root = {**schema, "components": self._document["components"]}
            check = self._checks[id(schema)] = Draft202012Validator(root)
        for error in check.iter_errors(value):
            yield f"{error.json_path}: {error.message[:200]}"

    def _operation(self, method: str, path: str) -> Mapping[str, Json] | None:
        for template, operations in self._document["paths"].items():
            if _fits(template, path) and method.lower() in operations:
                found: Mapping[str, Json] = operations[method.lower()]
                return found
        return None

    def _resolved(self, part: Mapping[str, Json]) -> Mapping[str, Json]:
        if "$ref" not in part:
            return part
        found: Json = self._document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return self._resolved(found)


def _fits(template: str, path: str) -> bool:
    wanted, given = template.split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        (bool(there) if name.startswith("{") else name == there)
        for name, there in zip(wanted, given, strict=True)
    )


def _typed(schema: Mapping[str, Json], text: str) -> tuple[Mapping[str, Json], Json]:
    if schema["type"] == "array":
        return schema, text.split(",")
    if schema["type"] == "boolean":
        return schema, {"true": True, "false": False}.get(text, text)
    if schema["type"] == "integer":
        return schema, int(text) if text.isdecimal() else text
    return schema, text


@cache
def description() -> Description:
    """The description, read once."""
    return Description(json.loads(FILE.read_text(encoding="utf-8")))
