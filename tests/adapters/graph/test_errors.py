"""Every answer of Microsoft Graph has one meaning."""

from datetime import timedelta

import pytest

from bot.adapters.graph.errors import Twice, code_of, failure, unclear
from bot.ports import Busy, Failure, Gone, NotSetUp, Rejected, Unclear

WAIT = timedelta(seconds=30)
READ: Twice = "harmless"
KEEP: Twice = "a spare draft"
SEND: Twice = "a second mail"


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, "ErrorInvalidRecipients", Rejected),
        (400, "InvalidInternetMessageHeader", Rejected),
        (400, "InvalidInternetMessageHeaderCollection", Rejected),
        (400, "ErrorMessageSizeExceeded", Rejected),
        (400, "ErrorInvalidIdMalformed", Rejected),
        (413, "", Rejected),
        (405, "", Rejected),
        (401, "InvalidAuthenticationToken", NotSetUp),
        (403, "ErrorAccessDenied", NotSetUp),
        (403, "Authorization_RequestDenied", NotSetUp),
        (403, "", NotSetUp),
        (404, "ErrorInvalidUser", NotSetUp),
        (404, "MailboxNotEnabledForRESTAPI", NotSetUp),
        (400, "MailboxNotSupportedForRESTAPI", NotSetUp),
        (404, "", NotSetUp),
        (302, "", NotSetUp),
        (404, "ErrorItemNotFound", Gone),
        (404, "Request_ResourceNotFound", Gone),
    ],
)
@pytest.mark.parametrize("twice", [READ, KEEP, SEND])
def test_a_clear_answer_means_the_same_for_every_call(
    status: int, code: str, meaning: type[Failure], twice: Twice
) -> None:
    assert type(failure(status, code, WAIT, twice)) is meaning


@pytest.mark.parametrize("status", [200, 206, 408, 409, 412, 423, 500, 501, 502, 503, 504, 507])
@pytest.mark.parametrize(("twice", "meaning"), [(READ, Busy), (KEEP, Unclear), (SEND, Unclear)])
def test_an_answer_that_says_nothing_is_unclear_unless_it_is_harmless_twice(
    status: int, twice: Twice, meaning: type[Failure]
) -> None:
    failed = failure(status, "", WAIT, twice)

    assert type(failed) is meaning
    assert isinstance(failed, Busy | Unclear)
    assert failed.retry_after == WAIT


@pytest.mark.parametrize(("twice", "meaning"), [(READ, Busy), (KEEP, Busy), (SEND, Unclear)])
def test_a_mail_may_have_left_although_there_were_too_many(
    twice: Twice, meaning: type[Failure]
) -> None:
    failed = failure(429, "ApplicationThrottled", WAIT, twice)

    assert type(failed) is meaning
    assert isinstance(failed, Busy | Unclear)
    assert failed.retry_after == WAIT


@pytest.mark.parametrize(("twice", "meaning"), [(READ, Busy), (KEEP, Unclear), (SEND, Unclear)])
def test_no_answer_is_unclear_unless_it_is_harmless_twice(
    twice: Twice, meaning: type[Failure]
) -> None:
    assert type(unclear(twice)) is meaning


def test_the_code_of_an_error_is_read() -> None:
    body = {"error": {"code": "Authorization_RequestDenied", "message": "words"}}

    assert code_of(body) == "Authorization_RequestDenied"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"error": None},
        {"error": "ErrorAccessDenied"},
        {"error": {"code": None}},
        {"error": {"code": "aroha@example.org"}},
        {"error": {"code": "words of a person"}},
        {"error": {"code": "A" * 65}},
        {"error": {"code": "ErrorAccessDenied\n"}},
    ],
)
def test_what_is_no_code_is_not_repeated(body: dict[str, object]) -> None:
    assert code_of(body) == ""
