"""Stored data about people."""

from datetime import timedelta

from bot.domain.people import Actor, KnownPerson, Person
from tests.adapters.storage.builders import LEADER, REPORTER, TENANT, SetClock, an_address
from tests.adapters.storage.conftest import Store

NEW = "https://new.example.org"


async def test_the_newest_address_counts(store: Store) -> None:
    assert await store.people.address(REPORTER) is None
    await store.people.remember_address(an_address())
    await store.people.remember_address(an_address(service=NEW))

    assert await store.people.address(REPORTER) == an_address(service=NEW)


async def test_an_address_is_forgotten_for_one_tenant_only(store: Store) -> None:
    await store.people.remember_address(an_address())

    await store.people.forget_address(Actor(id=REPORTER.id, tenant_id="elsewhere"))
    assert await store.people.address(REPORTER) == an_address()
    await store.people.forget_address(REPORTER)

    assert await store.people.address(REPORTER) is None


async def test_the_service_last_seen_in_a_tenant_serves_for_people_who_never_spoke(
    store: Store, clock: SetClock
) -> None:
    assert await store.people.service_url(TENANT) is None
    await store.people.remember_address(an_address(REPORTER.id))
    clock.passes(timedelta(seconds=1))
    await store.people.remember_address(an_address(LEADER.id, NEW))
    await store.people.remember_known(Actor(id="third", tenant_id=TENANT), KnownPerson())

    assert await store.people.service_url(TENANT) == NEW
    assert await store.people.service_url("elsewhere") is None


async def test_nobody_known_is_an_answer_and_not_asked_is_none(store: Store) -> None:
    lea = KnownPerson(leader=Person(id=LEADER.id, name="Lea Example", email="lea@example.org"))

    assert await store.people.known(REPORTER) is None
    await store.people.remember_address(an_address())
    assert await store.people.known(REPORTER) is None
    await store.people.remember_known(REPORTER, lea)
    assert await store.people.known(REPORTER) == lea
    await store.people.remember_known(REPORTER, KnownPerson())
    assert await store.people.known(REPORTER) == KnownPerson()
    assert await store.people.address(REPORTER) == an_address()
