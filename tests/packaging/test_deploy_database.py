"""The address of the database, as the vault holds it, opens a way to the right server alone."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import CannotOpen
from tests.adapters.conftest import unused_port
from tests.stand_ins.postgres import NotInstalled, PostgresServer

__all__ = ["unused_port"]

BICEP = Path(__file__).parents[2] / "manifest" / "deploy" / "modules" / "database.bicep"
PASSWORD = "aB+/3=x%:@#?an-invented-one"
WAYS_IN = "local all all trust\nhostssl all all all scram-sha-256\n"


def address(host: str, port: int) -> str:
    """What the template makes of a server and the password."""
    (template,) = re.findall(r"value: '(postgresql.*)'", BICEP.read_text())
    holes = {
        "${login}": "bot",
        "${uriComponent(password)}": quote(PASSWORD, safe="-_.!~*'()"),
        "${server.properties.fullyQualifiedDomainName}:5432": f"{host}:{port}",
        "${databaseName}": "bot",
    }
    assert all(hole in template for hole in holes)
    for hole, value in holes.items():
        template = template.replace(hole, value)
    return str(template)


@pytest.fixture
async def authority(
    unused_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[trustme.CA]:
    """Who vouches for a server named localhost, which takes nothing but TLS and the password."""
    authority = trustme.CA()
    monkeypatch.setenv("PGPORT", str(unused_port))
    try:
        settings = {"listen_addresses": "localhost", "port": unused_port}
        server = PostgresServer.start(durable=False, settings=settings)
    except NotInstalled as missing:
        pytest.skip(str(missing))
    with server:
        _vouch(authority, server.data)
        (server.data / "pg_hba.conf").write_text(WAYS_IN)
        await server.execute(f"ALTER ROLE bot PASSWORD '{PASSWORD}'")
        await server.execute("ALTER SYSTEM SET ssl_cert_file = 'chain.pem'")
        await server.execute("ALTER SYSTEM SET ssl_key_file = 'key.pem'")
        await server.execute("ALTER SYSTEM SET ssl = on")
        await server.create("bot")
        await server.restart()
        yield authority


def _vouch(authority: trustme.CA, folder: Path) -> None:
    issued = authority.issue_cert("localhost")
    issued.cert_chain_pems[0].write_to_path(folder / "chain.pem")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    # PostgreSQL takes a key only if nobody but itself can read it.
    (folder / "key.pem").chmod(0o600)
    for name in ("chain.pem", "key.pem"):
        os.chown(folder / name, folder.stat().st_uid, folder.stat().st_gid)


async def test_a_server_that_is_vouched_for_is_opened_and_any_other_is_not(
    authority: trustme.CA, unused_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, strange = tmp_path / "known.pem", tmp_path / "strange.pem"
    authority.cert_pem.write_to_path(known)
    trustme.CA().cert_pem.write_to_path(strange)

    monkeypatch.setenv("PGSSLROOTCERT", str(known))
    database = await Database.open(address("localhost", unused_port))
    await database.check()
    await database.close()

    with pytest.raises(CannotOpen, match="IP address mismatch"):
        await Database.open(address("127.0.0.1", unused_port))
    monkeypatch.setenv("PGSSLROOTCERT", str(strange))
    with pytest.raises(CannotOpen, match="certificate verify failed") as refused:
        await Database.open(address("localhost", unused_port))
    assert "invented" not in str(refused.value)


def test_the_image_says_who_may_vouch() -> None:
    containerfile = (BICEP.parents[1] / "Containerfile").read_text()

    assert "PGSSLROOTCERT=/etc/ssl/certs/ca-certificates.crt" in containerfile
