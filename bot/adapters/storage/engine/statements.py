"""Statements that are sent together, and their text for SQLite, prepared once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import UpdateBase


@dataclass(frozen=True)
class BatchedWrite:
    """One statement of a bundle, and how many rows it must touch."""

    statement: UpdateBase
    values: Mapping[str, Any] = field(default_factory=dict)
    expects: int | None = None


class CompiledStatement:
    """A statement as SQLite gets it: its text, and its values in their places."""

    def __init__(self, statement: ClauseElement, names: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        self._fixed = dict(compiled.construct_params(dict.fromkeys(names)))
        types = {name: bind.type for bind, name in compiled.bind_names.items()}
        self._places = [
            (name, types[name].dialect_impl(dialect).bind_processor(dialect) or _as_it_is)
            for name in compiled.positiontup or ()
        ]

    def arranged(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The values in the order of their places, as the driver takes them."""
        given = {**self._fixed, **values}
        return [process(given[name]) for name, process in self._places]


def _as_it_is(value: Any) -> Any:
    return value


@lru_cache(maxsize=64)
def prepared(
    statement: ClauseElement, names: tuple[str, ...], dialect: Dialect
) -> CompiledStatement:
    """The prepared form of a statement; the same statement object is prepared once."""
    return CompiledStatement(statement, names, dialect)
