"""Unknown keys of a task's payload are kept."""

from typing import Any

from bot.ports import Task
from bot.services.emails.delivery import Delivery
from bot.services.handlers.mail import Acceptance
from tests.builders import NOON

UNKNOWN = {"from_a_newer_release": ["x"]}
AT = NOON.isoformat().replace("+00:00", "Z")


def test_a_delivery_is_read_and_kept_with_what_is_unknown() -> None:
    task = a_task({"delivery": {"draft_id": "d", **UNKNOWN}, **UNKNOWN})

    kept = Delivery.of(task).model_copy(update={"accepted_at": NOON}).kept_in(task)

    delivery = {"draft_id": "d", "handed_over_at": None, "accepted_at": AT, **UNKNOWN}
    assert kept == {"delivery": delivery, **UNKNOWN}


def test_an_acceptance_is_read_and_kept_with_what_is_unknown() -> None:
    acceptance = {"draft_id": "d", "accepted_at": AT, "sent_at": AT, **UNKNOWN}
    task = a_task({"acceptance": acceptance, **UNKNOWN})

    kept = Acceptance.of(task).model_copy(update={"draft_id": "e"}).kept_in(task)

    assert kept == {"acceptance": {**acceptance, "draft_id": "e"}, **UNKNOWN}


def a_task(payload: dict[str, Any]) -> Task:
    """A task as the worker hands it out."""
    return Task(1, "key", "kind", 1, "lease", "r1", payload)
