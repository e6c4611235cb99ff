"""Attachments that are too large to travel inside a request with the letter."""

from yarl import URL

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.errors import Idempotency
from bot.adapters.graph.mail_payload import attached
from bot.adapters.graph.request import GraphRequest
from bot.ports import Attachment, Rejected, Unclear

INLINE_BYTES = 2_900_000
"""Four thirds of it, and the letter, are just within the four megabytes of one request."""
RANGE_BYTES = 12 * 320 * 1024
SPARE: Idempotency = "a spare draft"
PATIENCE = 60.0


async def attach(client: GraphClient, mailbox: str, draft_id: str, attachment: Attachment) -> None:
    """Adds one file to a draft. Raises any Failure; then the draft is of no use."""
    place = ("users", mailbox, "messages", draft_id, "attachments")
    if len(attachment.content) <= INLINE_BYTES:
        url, body = client.url(*place), attached(attachment)
        await client.ask(
            GraphRequest("attach", "POST", url, body=body, expects=(201,), twice=SPARE)
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
    call = GraphRequest("open upload", "POST", url, body=body, expects=(200, 201), twice=SPARE)
    session = await client.ask(call)
    await _upload(client, _address(session.get("uploadUrl"), url), attachment.content)


def _address(text: object, asked: URL) -> URL:
    """Where Graph wants the file: a host of Outlook's, so its name is not ours to check."""
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
        await client.ask(
            GraphRequest(
                "upload",
                "PUT",
                url,
                body=part,
                headers={"Content-Type": "application/octet-stream", "Content-Range": ends},
                expects=(200, 201, 202),
                twice=SPARE,
                patience=PATIENCE,
                is_signed=False,
            )
        )
