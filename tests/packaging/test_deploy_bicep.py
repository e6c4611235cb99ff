"""What the Bicep files deploy is what the bot needs: settings, ways in, time to stop."""

import re
from collections.abc import Mapping

import pytest

from bot.adapters.storage.engine.postgres import POOL_SIZE
from bot.bootstrap import production
from bot.metrics import opentelemetry
from bot.services.worker import worker
from bot.settings import MEANINGS, Settings
from tests.packaging.test_deploy_bicep_form import DEPLOY, FILES, parameters

MAIN = (DEPLOY / "main.bicep").read_text()
HOST = (DEPLOY / "modules" / "host.bicep").read_text()
DATABASE = (DEPLOY / "modules" / "database.bicep").read_text()
ID = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0001"
REQUIRED = {
    "BOT_APP_ID": ID,
    "BOT_APP_TYPE": "UserAssignedMSI",
    "BOT_TENANT_ID": ID,
    "MAIL_SENDER": "bot@example.org",
    "PUBLIC_URL": "https://bot.example.org",
    "DATABASE_URL": "postgresql+asyncpg://bot:an-invented-secret@server.example.org:5432/bot",
}


def default(name: str) -> str:
    """What a parameter of main.bicep is when nobody says otherwise; "" for a required one."""
    literal = re.search(rf"^param {name} string = '(.*)'$", MAIN, re.MULTILINE)
    return literal[1] if literal else ""


def settings() -> Mapping[str, str]:
    """The bot's settings as they are written in main.bicep."""
    block = re.split(r"^    }$", MAIN.split("    settings: {\n")[1], flags=re.MULTILINE)[0]
    return dict(re.findall(r"^      ([A-Z_]+): (.+)$", block, re.MULTILINE))


def as_deployed() -> dict[str, str]:
    """The environment of a host, with defaults, and invented values where there is none."""
    literal = {name: value.strip("'") for name, value in settings().items() if value[0] == "'"}
    chosen = {name: default(value) for name, value in settings().items() if value[0] != "'"}
    invented = {name: REQUIRED[name] for name, value in chosen.items() if name in REQUIRED}
    return {**chosen, **literal, **invented, "DATABASE_URL": REQUIRED["DATABASE_URL"]}


def platform(name: str) -> str:
    """A setting that App Service itself reads."""
    (value,) = re.findall(rf"^  {name}: (.+)$", HOST, re.MULTILINE)
    return str(value).strip("'")


def seconds_to_stop() -> float:
    """How long a host may take to end what it holds, one thing after the other."""
    requests = production.SHUTDOWN + production.SHUTDOWN_OF_METRICS
    work = worker.TIME_TO_END + worker.LETTING_GO + opentelemetry.TIME_TO_END
    return requests + work.total_seconds()


def test_every_setting_is_set_but_those_a_managed_identity_has_not() -> None:
    assert settings().keys() == MEANINGS.keys() - {"BOT_APP_PASSWORD", "BOT_APP_CERTIFICATE"}


def test_the_bot_takes_its_settings_and_has_its_defaults() -> None:
    deployed, plain = Settings.read(as_deployed()), Settings.read(REQUIRED)

    assert deployed == plain
    assert deployed.app_type == "UserAssignedMSI"


@pytest.mark.parametrize("name", ["serviceHosts", "graphBaseUrl", "graphAuthority", "mailSender"])
def test_what_differs_from_place_to_place_is_a_parameter(name: str) -> None:
    assert name in settings().values()
    assert name in parameters(DEPLOY / "main.bicep")


def test_the_password_goes_into_the_vault_and_nowhere_else() -> None:
    secure = {
        (path.stem, name)
        for path in FILES
        for name, said in parameters(path).items()
        if "@secure()" in said
    }

    assert secure == {("main", "databasePassword"), ("database", "password")}
    assert re.findall(r"^.*\bdatabasePassword\b.*$", MAIN, re.MULTILINE) == [
        "param databasePassword string",
        "    password: databasePassword",
    ]
    assert len(re.findall(r"\(password\)|: password\b", DATABASE)) == 2
    assert settings()["DATABASE_URL"].startswith("'@Microsoft.KeyVault(SecretUri=${")


def test_only_encrypted_ways_lead_in_and_to_the_database() -> None:
    assert "httpsOnly: true" in HOST
    assert HOST.count("inTlsVersion: '1.2'") == 2
    assert "ftpsState: 'Disabled'" in HOST
    assert "?ssl=verify-full'" in DATABASE
    assert "publicNetworkAccess: 'Disabled'" in DATABASE
    assert "name: 'require_secure_transport'\n    properties: { value: 'ON'" in DATABASE


def test_a_host_has_the_time_it_needs_to_stop() -> None:
    (said,) = re.findall(r"needs less than (\d+) seconds to finish", HOST)

    assert int(platform("WEBSITES_CONTAINER_STOP_TIME_LIMIT")) > int(said)
    assert int(said) > seconds_to_stop()


def test_the_platform_asks_where_the_bot_answers() -> None:
    assert platform("WEBSITE_WARMUP_PATH") == "/health/ready"
    assert "healthCheckPath: '/health/ready'" in HOST
    assert platform("WEBSITES_PORT") == "settings.PORT"


def test_the_connections_it_counts_on_are_those_a_host_opens() -> None:
    assert f"enough for {POOL_SIZE} from each host" in MAIN


def test_the_log_of_requests_is_not_kept() -> None:
    watch = (DEPLOY / "modules" / "watch.bicep").read_text()

    kept = re.findall(r"category: '(\w+)'", watch)
    assert kept == ["AppServiceConsoleLogs", "AppServicePlatformLogs"]
