"""Calls to services outside are counted on their way, and change nothing on it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from bot.metrics.partners import CountedDirectory, CountedMail, CountedMessenger
from bot.ports import Busy, Directory, Mail, Messenger
from tests.metrics.told import Told


class Echo:
    """A service of any kind: says which call it got, or fails."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def call(*given: object) -> object:
            if self.failure:
                raise self.failure
            return (name, *given)

        return call


CALLS: Sequence[tuple[str, type[Any], str, int]] = [
    *(("mail", CountedMail, name, 1) for name in ("look_up", "create_draft", "has_left")),
    *(("mail", CountedMail, name, 1) for name in ("send_draft", "delete_draft")),
    *(("directory", CountedDirectory, name, 1) for name in ("leader_of", "find", "person")),
    ("directory", CountedDirectory, "is_away", 1),
    ("teams", CountedMessenger, "send", 2),
    ("teams", CountedMessenger, "update", 3),
    ("teams", CountedMessenger, "open", 3),
]
SAYS_NOTHING = ("send_draft", "delete_draft", "update")


@pytest.mark.parametrize(("service", "kind", "name", "takes"), CALLS)
async def test_a_call_gets_through_and_is_counted(
    service: str, kind: type[Any], name: str, takes: int
) -> None:
    told, given = Told(), [object() for _ in range(takes)]

    answer = await getattr(kind(Echo(), told), name)(*given)

    assert answer == (None if name in SAYS_NOTHING else (name, *given))
    assert told.calls == [(service, "done")]


@pytest.mark.parametrize(("service", "kind", "name", "takes"), CALLS)
async def test_a_failure_comes_out_as_it_went_in_and_is_counted_by_its_class(
    service: str, kind: type[Any], name: str, takes: int
) -> None:
    told, failure = Told(), Busy()

    with pytest.raises(Busy) as raised:
        await getattr(kind(Echo(failure), told), name)(*range(takes))

    assert raised.value is failure
    assert told.calls == [(service, "Busy")]


@pytest.mark.parametrize(
    ("port", "counted"),
    [(Mail, CountedMail), (Directory, CountedDirectory), (Messenger, CountedMessenger)],
)
def test_every_call_of_a_port_is_counted(port: type[Any], counted: type[Any]) -> None:
    asked = {name for name in vars(port) if not name.startswith("_")}

    assert asked == {name for _, kind, name, _ in CALLS if kind is counted}
