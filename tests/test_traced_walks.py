"""How many files one press enters: a newcomer who follows it reads no more than these."""

from tests.traced_walks import walks

MOST_FILES = {"A question's button": 40, "Send": 60, "A people leader's decision": 55}
"""Lower a number when a walk gets shorter. `python -m tests.traced_walks` prints the files."""


async def test_no_press_enters_more_files() -> None:
    too_long = [str(walk) for walk in await walks() if walk.count > MOST_FILES[walk.name]]

    assert too_long == []
