"""Forms of settings that are refused before anything is made of them."""

import pytest

from bot.settings import Settings, SettingsRefused, database_url
from tests.adapters.teams.edge import IDENTITY


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+asyncpg://bot:an-invented-secret/bot",
        "postgresql+asyncpg://bot:an-invented-secret@localhost:54x2/bot",
        "postgresql+asyncpg://bot:an-invented-secret@[::1/bot",
        "postgresql://bot:an-invented-secret@localhost/bot",
    ],
)
def test_an_address_of_a_database_that_is_none_is_refused_without_its_password(
    address: str,
) -> None:
    environment = {**IDENTITY, "DATABASE_URL": address}

    with pytest.raises(SettingsRefused, match="DATABASE_URL is not valid") as all_settings:
        Settings.read(environment)
    with pytest.raises(SettingsRefused, match="DATABASE_URL is not valid") as this_one:
        database_url(environment)

    assert "secret" not in f"{all_settings.value} {this_one.value}"
