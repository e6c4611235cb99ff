"""What is added after Send leaves in the order in which it was made, unless one is held up."""

import pytest

from bot.domain.escalation import Addition, Escalation, Transition
from bot.services.handlers.mail import LET_GO_AHEAD
from bot.services.worker.worker import Reschedule
from tests.domain.escalation.acts import REPORTER
from tests.services.fakes import Faults
from tests.services.mail_tasks import SECURITY, Post, post

FIRST, SECOND = "send_addition:a", "send_addition:b"


async def added_twice(faults: Faults | None = None) -> Post:
    """A report that has left for Security, and two additions just now."""
    it = await post(faults=faults)
    await it.does("send_mail")
    at = it.clock()

    def adds(addition_id: str, standing: Escalation) -> Transition:
        said = Addition(id=addition_id, kind="where", at=at, words=addition_id)
        return standing.add(said, by=REPORTER)

    await it.happens(lambda standing: adds("a", standing), lambda standing: adds("b", standing))
    return it


async def test_the_later_one_lets_the_earlier_one_go_ahead() -> None:
    it = await added_twice()

    with pytest.raises(Reschedule):
        await it.does(SECOND)
    before = len(it.letters_to(SECURITY))
    await it.does(FIRST)
    await it.does(SECOND)

    assert (before, len(it.letters_to(SECURITY))) == (1, 3)


async def test_one_that_is_held_up_keeps_no_other_back_for_long() -> None:
    it = await added_twice()
    it.clock.passes(LET_GO_AHEAD)

    await it.does(SECOND)

    assert len(it.letters_to(SECURITY)) == 2
    assert [one.sent_at is None for one in it.it.added] == [True, False]


@pytest.mark.parametrize("call", ["look_up", "create_draft", "send_draft"])
@pytest.mark.parametrize("fault", ["busy", "unclear", "rejected", "die", "die late"])
async def test_whatever_fails_each_addition_leaves_exactly_once(call: str, fault: str) -> None:
    it = await added_twice()
    it.mailbox.faults = Faults([fault], only_at=call)

    await it.does_all(FIRST)
    await it.does_all(SECOND)

    assert len(it.letters_to(SECURITY)) == 3
    assert all(one.sent_at for one in it.it.added)
