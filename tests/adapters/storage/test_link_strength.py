"""A link in a leader's mail cannot be guessed, and a host without the key cannot make one."""

import hmac
from base64 import urlsafe_b64decode
from datetime import timedelta
from pathlib import Path

from bot.adapters.storage.answer_links import SqlAnswerLinks
from bot.adapters.storage.engine.database import Database
from bot.services.reports.answer_links import AnswerLinks
from tests.adapters.storage.builders import LEADER, START, a_submission
from tests.adapters.storage.conftest import Store

DAY = timedelta(days=1)


async def test_a_link_is_128_random_bits_and_their_sha256_signature(store: Store) -> None:
    await store.reports.submit(a_submission())
    links = SqlAnswerLinks(store.database, store.clock)
    made = await links.make("report-1", LEADER, expires_at=START + DAY)

    address = await AnswerLinks(links, store.clock, DAY, "https://bot.example.org").address(
        "report-1", LEADER
    )

    token = urlsafe_b64decode(address.rpartition("/")[2])
    bound_to = "\n".join(("link", made.id, "report-1", LEADER.tenant_id, LEADER.id))
    assert (len(token), token[:16].hex()) == (48, made.id)
    assert token[16:] == hmac.digest(await links.key(), bound_to.encode(), "sha256")


async def test_each_database_has_a_random_key_of_256_bits(store: Store, tmp_path: Path) -> None:
    elsewhere = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'elsewhere.db'}")
    keys = [await SqlAnswerLinks(it, store.clock).key() for it in (store.database, elsewhere)]
    await elsewhere.close()

    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] != keys[1]
