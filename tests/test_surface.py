"""What the bot offers to whoever reaches its host, and nothing else."""

import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.bootstrap.application import create_app
from bot.bootstrap.environment import Environment, Gateways
from tests.builders import shipped

HOST = Path(__file__).parent.parent / "manifest" / "deploy" / "modules" / "host.bicep"


@pytest.fixture
def app() -> web.Application:
    """The whole bot, closed: which addresses it has is settled before anything opens."""

    def connect(_: object) -> Gateways:
        raise AssertionError

    outside = Environment(
        content=shipped(),
        database_url="",
        security_mailbox="security@example.org",
        connect=connect,
        public_url="https://bot.example.org",
    )
    return create_app(outside)


def test_there_are_no_other_addresses(app: web.Application) -> None:
    found = {
        (route.method, resource.canonical)
        for resource in app.router.resources()
        for route in resource
    }

    assert found == {
        ("POST", "/api/messages"),
        ("GET", "/health/live"),
        ("HEAD", "/health/live"),
        ("GET", "/health/ready"),
        ("HEAD", "/health/ready"),
        ("GET", "/answer/{token}"),
        ("HEAD", "/answer/{token}"),
        ("POST", "/answer/{token}"),
    }


@pytest.mark.parametrize(
    "path", ["/", "/.git/config", "/bot/content/texts.toml", "/answer/", "/answer/../.git", "/docs"]
)
async def test_no_file_and_no_folder_is_served(path: str, app: web.Application) -> None:
    found = await app.router.resolve(make_mocked_request("GET", path))

    assert found.http_exception is not None
    assert found.http_exception.status == 404


def test_nobody_gets_into_the_host_by_a_user_name_and_a_password() -> None:
    text = " ".join(HOST.read_text().split())

    refused = re.findall(r"CredentialsPolicies' = \{ name: '(\w+)' properties: (\{.*?\})", text)
    assert refused == [("ftp", "{ allow: false }"), ("scm", "{ allow: false }")]
    assert "ftpsState: 'Disabled'" in text
    assert "remoteDebuggingEnabled: false" in text
