"""Calls to services outside are counted on their way, and change nothing on it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import pytest

from bot.bootstrap.environment import Gateways
from bot.metrics.counted import (
    CountedDirectory,
    CountedInstaller,
    CountedMail,
    CountedMessenger,
)
from bot.ports import Busy, Directory, Installer, Mail, Messenger
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
    *(
        ("mail", CountedMail, name, 1)
        for name in ("send_draft", "delete_draft", "non_delivery_reports")
    ),
    *(("directory", CountedDirectory, name, 1) for name in ("leader_of", "find", "person")),
    ("directory", CountedDirectory, "is_away", 1),
    ("teams", CountedMessenger, "send", 2),
    ("teams", CountedMessenger, "update", 3),
    ("teams", CountedMessenger, "open", 3),
    ("installer", CountedInstaller, "install", 1),
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
    [
        (Mail, CountedMail),
        (Directory, CountedDirectory),
        (Messenger, CountedMessenger),
        (Installer, CountedInstaller),
    ],
)
def test_every_call_of_a_port_is_counted(port: type[Any], counted: type[Any]) -> None:
    asked = {name for name in vars(port) if not name.startswith("_")}

    assert asked == {name for _, kind, name, _ in CALLS if kind is counted}


async def test_a_bot_that_adds_its_app_counts_that_as_well() -> None:
    told, service = Told(), cast(Any, Echo())

    partners = Gateways(service, service, service, service, installer=service).counted(told)
    assert partners.installer is not None
    await partners.installer.install("lea")

    assert told.calls == [("installer", "done")]


def test_elements_that_are_left_out_are_counted_as_well() -> None:
    told, service = Told(), cast(Any, Echo())
    partners = Gateways(service, service, service, service)

    partners.counted(told).skipped("name", 1)

    assert told.skips == [("name", 1)]


def test_a_bot_that_does_not_add_its_app_goes_on_without() -> None:
    service = cast(Any, Echo())

    assert Gateways(service, service, service, service).counted(Told()).installer is None
