"""Maps each response of Microsoft Graph to an error of the port."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.adapters.graph.errors import Idempotency, code_of, graph_failure, unclear
from bot.ports import Busy, Failure, Gone, NotSetUp, Rejected, Unclear

WAIT = timedelta(seconds=30)
READ = Idempotency.IDEMPOTENT
KEEP = Idempotency.DUPLICATE_DRAFT
SEND = Idempotency.DUPLICATE_MAIL


def says(code: str, message: str = "words") -> Mapping[str, object]:
    """An error in Graph's form."""
    return {"error": {"code": code, "message": message}}


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, "ErrorInvalidRecipients", Rejected),
        (400, "InvalidInternetMessageHeader", Rejected),
        (400, "InvalidInternetMessageHeaderCollection", Rejected),
        (400, "ErrorInvalidInternetMessageHeader", Rejected),
        (400, "ErrorMessageSizeExceeded", Rejected),
        (413, "RequestEntityTooLarge", Rejected),
        (401, "InvalidAuthenticationToken", NotSetUp),
        (401, "", NotSetUp),
        (403, "ErrorAccessDenied", NotSetUp),
        (403, "ErrorSendAsDenied", NotSetUp),
        (403, "Authorization_RequestDenied", NotSetUp),
        (404, "ErrorInvalidUser", NotSetUp),
        (404, "ResourceNotFound", NotSetUp),
        (404, "MailboxNotEnabledForRESTAPI", NotSetUp),
        (400, "MailboxNotSupportedForRESTAPI", NotSetUp),
        (404, "ErrorItemNotFound", Gone),
        (404, "Request_ResourceNotFound", Gone),
    ],
)
@pytest.mark.parametrize("idempotency", [READ, KEEP, SEND])
def test_a_code_that_is_known_means_the_same_for_every_call(
    status: int, code: str, meaning: type[Failure], idempotency: Idempotency
) -> None:
    assert type(graph_failure(status, says(code), WAIT, idempotency)) is meaning


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"error": None},
        {"error": "ErrorAccessDenied"},
        {"error": {"code": 7}},
        says(""),
        says("SomethingThatNobodyKnows"),
        says("ErrorInvalidRecipientsOfAnotherKind"),
        says("ErrorAccessDenied", "Cannot send this mail due to a TRANSIENT ERROR."),
        says("ErrorAccessDenied", "Please try again later (0x00004000)."),
    ],
)
@pytest.mark.parametrize("status", [302, 308, 400, 403, 404, 405, 409, 412, 413, 422, 423])
@pytest.mark.parametrize(
    ("idempotency", "meaning"), [(READ, Busy), (KEEP, Unclear), (SEND, Unclear)]
)
def test_a_refusal_that_gives_no_reason_we_know_is_unclear(
    idempotency: Idempotency, meaning: type[Failure], status: int, body: Mapping[str, object]
) -> None:
    failed = graph_failure(status, body, WAIT, idempotency)

    assert type(failed) is meaning
    assert getattr(failed, "was_refused", True)


@pytest.mark.parametrize("message", [None, 7, {}, ["transient error"]])
def test_a_message_that_is_no_text_says_nothing(message: object) -> None:
    body = {"error": {"code": "ErrorAccessDenied", "message": message}}

    assert type(graph_failure(403, body, None, SEND)) is NotSetUp


@pytest.mark.parametrize("status", [200, 206, 408, 500, 501, 502, 503, 504, 507])
@pytest.mark.parametrize("code", ["", "ErrorAccessDenied", "ErrorInvalidRecipients"])
@pytest.mark.parametrize(
    ("idempotency", "meaning"), [(READ, Busy), (KEEP, Unclear), (SEND, Unclear)]
)
def test_an_answer_that_may_hide_a_success_is_unclear_whatever_its_code(
    idempotency: Idempotency, meaning: type[Failure], code: str, status: int
) -> None:
    failed = graph_failure(status, says(code), WAIT, idempotency)

    assert type(failed) is meaning
    assert isinstance(failed, Busy | Unclear)
    assert failed.retry_after == WAIT
    assert not getattr(failed, "was_refused", False)


@pytest.mark.parametrize(("idempotency", "meaning"), [(READ, Busy), (KEEP, Busy), (SEND, Unclear)])
def test_a_mail_may_have_left_although_there_were_too_many(
    idempotency: Idempotency, meaning: type[Failure]
) -> None:
    failed = graph_failure(429, says("ApplicationThrottled"), WAIT, idempotency)

    assert type(failed) is meaning
    assert isinstance(failed, Busy | Unclear)
    assert failed.retry_after == WAIT


@pytest.mark.parametrize(
    ("idempotency", "meaning"), [(READ, Busy), (KEEP, Unclear), (SEND, Unclear)]
)
def test_no_answer_is_unclear_unless_the_request_is_idempotent(
    idempotency: Idempotency, meaning: type[Failure]
) -> None:
    assert type(unclear(idempotency)) is meaning


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
