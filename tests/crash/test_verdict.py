"""The verdict sees each thing that may go wrong, and nothing where all is well."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.crash.records import Kept, Waiting
from tests.crash.settled import LeftMail, Settled
from tests.crash.verdict import faults_of, numbers_of
from tests.words import fragment, words

SECURITY = "security@example.org"
CARD = (
    f"{words('status.title', reference='{}')}\n\n{words('status.state')}: {{}}\n\nSupport for you"
)
ASKED = f"Rangi Example {fragment('leader.heading')}\n\n{words('status.reference')}: {{}}"
WAITING = f"{ASKED}\n\n{fragment('leader.answer_by')} 3:00 pm."
ANSWERED = f"{ASKED}\n\n{words('leader.answered_approve', time='1:00 pm')}"
NEWS = f"{words('news.title', reference='AAAA-1111')}\n\nLea Example{fragment('news.approved')}"
MORE = "More is said."
SENT = Kept(
    id="1",
    reference="AAAA-1111",
    reporter_id="rangi",
    stage="sent",
    version=4,
    events=("reported", "leader-asked", "leader-approve", "mailed"),
    versions=(1, 2, 3, 4),
    added={"one": MORE},
)
WITHDRAWN = Kept(
    id="2",
    reference="BBBB-2222",
    reporter_id="mere",
    stage="withdrawn",
    version=2,
    events=("reported", "withdrawn"),
    versions=(1, 2),
)
LEFT = LeftMail("AAAA-1111", (SECURITY,))
WITH_MORE = LeftMail("AAAA-1111", (SECURITY,), f"<p>{MORE}</p>")
ADDED = LeftMail("AAAA-1111/added/one", (SECURITY,))
WELL = Settled(
    reports=(SENT, WITHDRAWN),
    waiting=(),
    letters=(LEFT, ADDED, LeftMail("AAAA-1111/leader", ("lea@example.org",))),
    violations=(),
    chats={
        "rangi": [
            (
                CARD.format("AAAA-1111", words("stage.awaiting-leader")),
                CARD.format("AAAA-1111", words("stage.sent")),
            ),
            (NEWS,),
        ],
        "mere": [(CARD.format("BBBB-2222", words("stage.withdrawn")),)],
        "lea": [(WAITING.format("AAAA-1111"), ANSWERED.format("AAAA-1111"))],
    },
    security=SECURITY,
)
NEAR = Waiting(1, "1:send_mail", "send_mail", None, datetime.now(UTC), 0, None)
FAR = replace(NEAR, due_at=NEAR.due_at + timedelta(hours=1))


def test_where_all_is_well_nothing_is_found() -> None:
    assert faults_of(replace(WELL, waiting=(FAR,))) == []


def test_what_is_added_before_the_mail_is_written_may_go_with_it() -> None:
    assert faults_of(replace(WELL, letters=(WITH_MORE,))) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            replace(
                WELL,
                chats={**WELL.chats, "ana": [(CARD.format("CCCC-3333", words("stage.sent")), "")]},
            ),
            "CCCC-3333 was taken and is not there",
        ),
        (replace(WELL, letters=()), "AAAA-1111 is sent and no mail of it left"),
        (replace(WELL, letters=(LEFT,)), "AAAA-1111: no mail about one left"),
        (replace(WELL, letters=(WITH_MORE, ADDED)), "AAAA-1111: one is in two mails"),
        (replace(WELL, letters=(LEFT, LEFT)), "AAAA-1111 left 2 times"),
        (replace(WELL, letters=[*WELL.letters, ADDED]), "AAAA-1111/added/one left 2 times"),
        (replace(WELL, letters=[*WELL.letters, WELL.letters[2]]), "AAAA-1111/leader left 2 times"),
        (
            replace(WELL, letters=(LEFT, replace(ADDED, to=("lea@example.org",)))),
            "AAAA-1111/added/one went to somebody else",
        ),
        (
            replace(WELL, chats={**WELL.chats, "rangi": WELL.chats["rangi"][:1]}),
            "AAAA-1111: its reporter was never told of leader-approve",
        ),
        (
            replace(WELL, letters=(LEFT, LeftMail("BBBB-2222", (SECURITY,)))),
            "BBBB-2222 left and should not have",
        ),
        (
            replace(WELL, letters=(LEFT, LeftMail("CCCC-3333", (SECURITY,)))),
            "CCCC-3333 left and should not have",
        ),
        (
            replace(WELL, letters=(LeftMail("AAAA-1111", ("lea@example.org",)),)),
            "AAAA-1111 went to somebody else",
        ),
        (replace(WELL, waiting=(NEAR,)), "1:send_mail is not done"),
        (replace(WELL, waiting=(replace(FAR, lease="a"),)), "1:send_mail is not done"),
        (replace(WELL, waiting=(replace(FAR, attempts=1),)), "1:send_mail is not done: 1 tries"),
        (
            replace(WELL, reports=(replace(SENT, stage="mailing"), WITHDRAWN)),
            "AAAA-1111 has not ended: mailing",
        ),
        (replace(WELL, chats={**WELL.chats, "rangi": []}), "AAAA-1111 has no card"),
        (
            replace(
                WELL,
                chats={
                    **WELL.chats,
                    "rangi": [
                        *WELL.chats["rangi"],
                        (CARD.format("AAAA-1111", words("stage.awaiting-leader")),),
                    ],
                },
            ),
            "AAAA-1111 is sent and its newest card says otherwise",
        ),
        (
            replace(WELL, reports=(replace(SENT, events=("reported", "mailed", "x")), WITHDRAWN)),
            "AAAA-1111: a leader was told",
        ),
        (
            replace(WELL, chats={**WELL.chats, "lea": [(WAITING.format("AAAA-1111"),)]}),
            "AAAA-1111 is sent and a leader is told that it waits",
        ),
        (
            replace(WELL, reports=(replace(SENT, versions=(1, 3)), WITHDRAWN)),
            "AAAA-1111: its history has holes",
        ),
        (
            replace(
                WELL,
                reports=(
                    replace(SENT, events=("leader-decline", "leader-approve", "mailed")),
                    WITHDRAWN,
                ),
            ),
            "AAAA-1111 was answered as",
        ),
        (
            replace(
                WELL, reports=(SENT, replace(WITHDRAWN, events=("reported", "withdrawn", "mailed")))
            ),
            "BBBB-2222 was taken back and sent",
        ),
        (replace(WELL, violations=("no such path",)), "Graph was asked wrongly: no such path"),
    ],
)
def test_each_thing_that_is_wrong_is_found(wrong: Settled, said: str) -> None:
    assert [fault for fault in faults_of(wrong) if fault.startswith(said)]


def test_a_second_card_is_counted_and_is_no_fault() -> None:
    twice = {who: (*chat, chat[-1]) for who, chat in WELL.chats.items()}

    seen = replace(WELL, chats=twice)

    assert faults_of(seen) == []
    assert numbers_of(seen).cards_doubled == 3
    counted = numbers_of(seen)
    assert (counted.mails, counted.follow_ups, counted.letters) == (1, 1, 1)
