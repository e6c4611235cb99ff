"""Everything that a process logs, and an error that quotes a person."""

import io
import json
from typing import Any

SAID = "marked words of a person"


class Log:
    """Everything the process logged."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        """As it was written."""
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Read as what collects it would."""
        return [json.loads(line) for line in self.text.splitlines()]


def fail(words: str) -> None:
    """Fails with an error that quotes."""
    raise ValueError(words)
