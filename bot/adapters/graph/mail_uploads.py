"""Attachments that are too large for the request that creates the draft.

Upload sessions: https://learn.microsoft.com/graph/outlook-large-attachments
"""

from yarl import URL

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.errors import Idempotency
from bot.adapters.graph.mail_payload import file_attachment
from bot.adapters.graph.request import GraphRequest
from bot.ports import Attachment, Rejected, Unclear

MAX_INLINE_BYTES = 2_900_000
"""In base64, with the letter, just within the four megabytes of one request."""
RANGE_BYTES = 12 * 320 * 1024
UPLOAD_TIMEOUT = 60.0


async def attach_file(
    client: GraphClient, mailbox: str, draft_id: str, attachment: Attachment
) -> None:
    """Adds one file to a draft. Raises any Failure; the draft must then be discarded."""
    place = ("users", mailbox, "messages", draft_id, "attachments")
    if len(attachment.content) <= MAX_INLINE_BYTES:
        url, body = client.url(*place), file_attachment(attachment)
        await client.request_json(
            GraphRequest(
                "attach",
                "POST",
                url,
                body=body,
                expects=(201,),
                idempotency=Idempotency.DUPLICATE_DRAFT,
            )
        )
        return
    url = client.url(*place, "createUploadSession")
    body = {
        "AttachmentItem": {
            "attachmentType": "file",
            "name": attachment.name,
            "contentType": attachment.media_type,
            "size": len(attachment.content),
        }
    }
    request = GraphRequest(
        "open upload",
        "POST",
        url,
        body=body,
        expects=(200, 201),
        idempotency=Idempotency.DUPLICATE_DRAFT,
    )
    session = await client.request_json(request)
    await _upload(client, _upload_url(session.get("uploadUrl"), url), attachment.content)


def _upload_url(text: object, asked: URL) -> URL:
    """The session's URL. It is on a host of Outlook, so only its scheme is checked."""
    if not isinstance(text, str):
        raise Unclear
    url = URL(text, encoded=True)
    if url.scheme != asked.scheme:
        raise Rejected("uploadUrl")
    return url


async def _upload(client: GraphClient, url: URL, content: bytes) -> None:
    for start in range(0, len(content), RANGE_BYTES):
        part = content[start : start + RANGE_BYTES]
        ends = f"bytes {start}-{start + len(part) - 1}/{len(content)}"
        await client.request_json(
            GraphRequest(
                "upload",
                "PUT",
                url,
                body=part,
                headers={"Content-Type": "application/octet-stream", "Content-Range": ends},
                expects=(200, 201, 202),
                idempotency=Idempotency.DUPLICATE_DRAFT,
                timeout=UPLOAD_TIMEOUT,
                sends_token=False,
            )
        )
