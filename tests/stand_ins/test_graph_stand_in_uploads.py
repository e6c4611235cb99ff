"""Large files come in a session of their own, range by range."""

import io

import pytest

from tests.stand_ins.graph import NAMED, Graph
from tests.stand_ins.graph.caller import MESSAGES, GraphAnswer, GraphCaller

SIZE = 5 * 1024 * 1024
HALF = SIZE // 2
BYTES = bytes(range(256)) * (SIZE // 256)
NO_TOKEN = {"Authorization": None, "Prefer": None, "client-request-id": None}


async def opened(call: GraphCaller, draft_id: str, size: int = SIZE) -> GraphAnswer:
    item = {"attachmentType": "file", "name": "large.bin", "size": size}
    path = f"{MESSAGES}/{draft_id}/attachments/createUploadSession"
    return await call("POST", path, {"AttachmentItem": item})


async def put(
    call: GraphCaller, url: str, start: int, end: int, **headers: str | None
) -> GraphAnswer:
    said: dict[str, str | None] = {"Content-Range": f"bytes {start}-{end - 1}/{SIZE}"}
    content = io.BytesIO(BYTES[start:end])
    return await call("PUT", url, data=content, headers={**NO_TOKEN, **said, **headers})


async def test_a_large_file_leaves_whole(graph: Graph, call: GraphCaller) -> None:
    draft_id = await call.creates(attachments=[])
    url = (await opened(call, draft_id)).body["uploadUrl"]

    first = await put(call, url, 0, HALF)
    second = await put(call, url, HALF, SIZE)
    await call.sends(draft_id)

    assert (first.status, first.body["nextExpectedRanges"]) == (200, [f"{HALF}-"])
    assert (second.status, "Location" in second.headers) == (201, True)
    assert [file.content for file in graph.ledger[0].attachments] == [BYTES]
    assert graph.violations == []


@pytest.mark.parametrize(
    ("start", "end", "headers"),
    [
        (0, HALF, {"Authorization": "Bearer anything"}),
        (HALF, SIZE, {}),
        (0, HALF, {"Content-Range": None}),
        (0, HALF, {"Content-Range": f"bytes 0-{HALF}/{SIZE}"}),
        (0, HALF, {"Content-Range": f"bytes 0-{HALF - 1}/{SIZE + 1}"}),
        (0, SIZE, {}),
    ],
)
async def test_a_wrong_range_is_refused(
    start: int, end: int, headers: dict[str, str | None], graph: Graph, call: GraphCaller
) -> None:
    url = (await opened(call, await call.creates())).body["uploadUrl"]

    answer = await put(call, url, start, end, **headers)

    assert (answer.status, len(graph.violations)) == (400, 1)
    assert (await put(call, url, 0, HALF)).status == 200


async def test_a_small_file_has_no_session(graph: Graph, call: GraphCaller) -> None:
    answer = await opened(call, await call.creates(), size=1000)

    assert answer.code == "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"
    assert len(graph.violations) == 1


async def test_a_session_that_never_was_is_404(graph: Graph, call: GraphCaller) -> None:
    answer = await put(call, f"{graph.root}/upload/invented", 0, HALF)

    assert answer.status == 404


async def test_an_upload_fails_on_order(graph: Graph, call: GraphCaller) -> None:
    graph.answers_next("upload", NAMED["unavailable"])
    url = (await opened(call, await call.creates())).body["uploadUrl"]

    failed = await put(call, url, 0, HALF)

    assert (failed.status, (await put(call, url, 0, HALF)).status) == (503, 200)


async def test_a_small_file_is_added_to_a_draft(graph: Graph, call: GraphCaller) -> None:
    draft_id = await call.creates()
    kind = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "b.txt"}
    path = f"{MESSAGES}/{draft_id}/attachments"

    added = await call("POST", path, {**kind, "contentBytes": "e30="})
    too_large = await call("POST", path, {**kind, "contentBytes": "AAAA" * 1_020_000})
    await call.sends(draft_id)

    assert (added.status, too_large.status) == (201, 400)
    assert [file.name for file in graph.ledger[0].attachments] == ["report.json", "b.txt"]
