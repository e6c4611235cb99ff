"""Batches of writes, and statements compiled once to the text that SQLite gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import UpdateBase


@dataclass(frozen=True)
class BatchedWrite:
    """One statement of a batch, and how many rows it must touch."""

    statement: UpdateBase
    values: Mapping[str, Any] = field(default_factory=dict)
    expects: int | None = None


class CompiledStatement:
    """The text of a statement, and how its values become the driver's."""

    def __init__(self, statement: ClauseElement, names: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        self._fixed = dict(compiled.construct_params(dict.fromkeys(names)))
        types = {name: bind.type for bind, name in compiled.bind_names.items()}
        self._positions = [
            (name, types[name].dialect_impl(dialect).bind_processor(dialect) or _unchanged)
            for name in compiled.positiontup or ()
        ]

    def parameters(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The values in the order of the text's placeholders, as the driver takes them."""
        given = {**self._fixed, **values}
        return [process(given[name]) for name, process in self._positions]


def _unchanged(value: Any) -> Any:
    return value


@lru_cache(maxsize=64)
def compile_once(
    statement: ClauseElement, names: tuple[str, ...], dialect: Dialect
) -> CompiledStatement:
    """The compiled form; cached by the identity of the statement, so it pays for constants."""
    return CompiledStatement(statement, names, dialect)
