"""The delay before a reply is retried."""

from datetime import timedelta

import pytest

from bot.adapters.teams.receiving.routes import TURN_TIMEOUT
from bot.adapters.teams.turns.replies import MAX_RETRY_DELAY, RETRY_DELAY, retry_delay
from bot.ports import Busy, Unclear


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [
        (Busy(), RETRY_DELAY),
        (Unclear(), RETRY_DELAY),
        (Busy(timedelta()), RETRY_DELAY),
        (Busy(timedelta(seconds=2)), 2.0),
        (Unclear(timedelta(seconds=2)), 2.0),
        (Busy(timedelta(hours=1)), MAX_RETRY_DELAY),
    ],
    ids=["busy", "unclear", "at once", "busy for two", "unclear for two", "for an hour"],
)
def test_teams_is_left_alone_for_as_long_as_it_says_and_a_turn_can_wait(
    failure: Busy | Unclear, seconds: float
) -> None:
    assert retry_delay(failure) == seconds


def test_a_turn_lasts_longer_than_the_wait_for_two_of_its_messages() -> None:
    assert 2 * MAX_RETRY_DELAY < TURN_TIMEOUT
