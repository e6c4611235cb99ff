"""Production's settings: what is taken, and the sentence for each that is not."""

from pathlib import Path

import pytest
import trustme
from pydantic import ValidationError

from bot.settings import Settings, SettingsRefused
from tests.adapters.teams.edge import IDENTITY
from tests.stand_ins.activities import APP_ID, TENANT_ID


def refusals(**changes: str) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        Settings.read({**IDENTITY, **changes})
    return refused.value.reasons


def a_pem(folder: Path, key_type: trustme.KeyType = trustme.KeyType.RSA) -> Path:
    path = folder / "bot.pem"
    issued = trustme.CA().issue_cert("bot.example.org", key_type=key_type)
    issued.private_key_and_cert_chain_pem.write_to_path(path)
    return path


def test_the_required_ones_are_enough() -> None:
    settings = Settings.read({**IDENTITY, "PATH": "/usr/bin", "HOME": "/"})

    assert (settings.app_id, settings.tenant_id) == (APP_ID, TENANT_ID)
    assert settings.service_hosts.allows("https://smba.trafficmanager.net/au/")
    assert settings.graph_base_url == "https://graph.microsoft.com/v1.0"
    assert settings.graph_authority == "https://login.microsoftonline.com"
    assert settings.security_mailbox == "securitypriorityevent@kaingaora.govt.nz"
    assert settings.database_url == "sqlite+aiosqlite:///.data/bot.db"
    assert (settings.host, settings.port, settings.log_level) == ("0.0.0.0", 3978, "INFO")  # noqa: S104
    assert settings.content_dir is None


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    settings = Settings.read(
        {
            **IDENTITY,
            "BOT_APP_ID": f" {APP_ID.upper()} ",
            "BOT_SERVICE_HOSTS": "localhost:9000, *.example.org ,",
            "GRAPH_BASE_URL": "http://127.0.0.1:9001/v1.0/",
            "GRAPH_AUTHORITY": "https://localhost:9002/",
            "MAIL_SENDER": TENANT_ID,
            "SECURITY_MAILBOX": "security@example.org",
            "DATABASE_URL": "postgresql+asyncpg://bot@localhost/bot",
            "CONTENT_DIR": str(tmp_path),
            "HOST": "127.0.0.1",
            "PORT": "8080",
            "LOG_LEVEL": "debug",
        }
    )

    assert settings.app_id == APP_ID
    assert settings.service_hosts.allows("http://localhost:9000/au/")
    assert not settings.service_hosts.allows("https://smba.trafficmanager.net/")
    assert settings.graph_base_url == "http://127.0.0.1:9001/v1.0"
    assert settings.graph_authority == "https://localhost:9002"
    assert (settings.port, settings.log_level, settings.content_dir) == (8080, "DEBUG", tmp_path)


def test_a_certificate_replaces_the_password(tmp_path: Path) -> None:
    pem = a_pem(tmp_path)

    settings = Settings.read({**IDENTITY, "BOT_APP_PASSWORD": "", "BOT_APP_CERTIFICATE": str(pem)})

    assert (settings.app_certificate, settings.app_password) == (pem, None)


def test_a_managed_identity_needs_no_credential() -> None:
    msi = {**IDENTITY, "BOT_APP_TYPE": "UserAssignedMSI", "BOT_APP_PASSWORD": ""}

    assert Settings.read(msi).app_type == "UserAssignedMSI"


@pytest.mark.parametrize("name", ["BOT_APP_ID", "BOT_APP_TYPE", "BOT_TENANT_ID", "MAIL_SENDER"])
@pytest.mark.parametrize("value", ["", "   "])
def test_a_required_setting_that_is_empty_is_not_set(name: str, value: str) -> None:
    [reason] = refusals(**{name: value})

    assert reason.startswith(f"{name} is not set: it must be ")


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings.read({})

    named = [reason.split()[0] for reason in refused.value.reasons]
    assert named == [
        "BOT_APP_ID",
        "BOT_APP_TYPE",
        "BOT_TENANT_ID",
        "MAIL_SENDER",
        "BOT_APP_PASSWORD",
    ]
    assert str(refused.value) == "\n".join(refused.value.reasons)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_APP_ID", "my-bot"),
        ("BOT_APP_TYPE", "singletenant"),
        ("BOT_APP_TYPE", "MultiTenant"),
        ("BOT_APP_TYPE", "SingelTenant"),
        ("BOT_TENANT_ID", "example.org"),
        ("BOT_SERVICE_HOSTS", "https://smba.trafficmanager.net"),
        ("BOT_SERVICE_HOSTS", "a.example.org, *"),
        ("GRAPH_BASE_URL", "graph.microsoft.com"),
        ("GRAPH_BASE_URL", "http://graph.example.org/v1.0"),
        ("GRAPH_BASE_URL", "https://user@graph.example.org/v1.0"),
        ("GRAPH_AUTHORITY", "http://localhost:9002"),
        ("MAIL_SENDER", "somebody"),
        ("SECURITY_MAILBOX", "security@example.org, other@example.org"),
        ("DATABASE_URL", "sqlite:///bot.db"),
        ("DATABASE_URL", "postgresql://bot@localhost/bot"),
        ("CONTENT_DIR", "no/such/folder"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_not_repeated(name: str, value: str) -> None:
    [reason] = refusals(**{name: value})

    assert reason.startswith(f"{name} is not valid: it must be ")
    assert value not in reason.removesuffix(".") or value == "0"


def test_single_tenant_needs_a_credential() -> None:
    [reason] = refusals(BOT_APP_PASSWORD="")

    assert "BOT_APP_PASSWORD and BOT_APP_CERTIFICATE are both not set" in reason


def test_two_credentials_are_one_too_many(tmp_path: Path) -> None:
    [reason] = refusals(BOT_APP_CERTIFICATE=str(a_pem(tmp_path)))

    assert "BOT_APP_PASSWORD and BOT_APP_CERTIFICATE are both set" in reason


def test_a_managed_identity_with_a_password_is_a_mistake() -> None:
    [reason] = refusals(BOT_APP_TYPE="UserAssignedMSI")

    assert reason.startswith("BOT_APP_PASSWORD is set")


def test_a_certificate_that_is_not_there_is_refused() -> None:
    [reason] = refusals(BOT_APP_PASSWORD="", BOT_APP_CERTIFICATE="no/such.pem")

    assert reason.startswith("BOT_APP_CERTIFICATE is not valid")


@pytest.mark.parametrize("part", ["PRIVATE KEY", "CERTIFICATE"])
def test_a_certificate_file_needs_both_halves(part: str, tmp_path: Path) -> None:
    pem = a_pem(tmp_path)
    pem.write_text(pem.read_text().replace(part, "NOTHING"))

    [reason] = refusals(BOT_APP_PASSWORD="", BOT_APP_CERTIFICATE=str(pem))

    assert reason.startswith("BOT_APP_CERTIFICATE is not valid")


def test_a_certificate_with_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    pem = a_pem(tmp_path, trustme.KeyType.ECDSA)

    [reason] = refusals(BOT_APP_PASSWORD="", BOT_APP_CERTIFICATE=str(pem))

    assert reason.startswith("BOT_APP_CERTIFICATE is not valid")


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [("BOT_SERVICE_HOST", "BOT_SERVICE_HOSTS"), ("BOT_APP_CERTIFCATE", "BOT_APP_CERTIFICATE")],
)
def test_a_misspelt_name_is_refused(misspelt: str, meant: str) -> None:
    assert refusals(**{misspelt: "x"}) == [f"{misspelt} is no setting; {meant} was meant?"]


def test_a_misspelt_identity_names_both() -> None:
    environment = {**IDENTITY, "BOT_APPID": APP_ID}
    del environment["BOT_APP_ID"]

    with pytest.raises(SettingsRefused) as refused:
        Settings.read(environment)

    assert refused.value.reasons == [
        "BOT_APP_ID is not set: it must be the bot's application id, a GUID.",
        "BOT_APPID is no setting; BOT_APP_ID was meant?",
    ]


def test_names_that_are_nothing_like_ours_are_let_be() -> None:
    assert Settings.read({**IDENTITY, "BOT_COLOUR": "blue", "BOT_APP_IDS": "a"}).port == 3978


def test_secrets_are_not_shown() -> None:
    database = "postgresql+asyncpg://bot:secret@localhost/bot"

    shown = repr(Settings.read({**IDENTITY, "DATABASE_URL": database}))

    assert IDENTITY["BOT_APP_PASSWORD"] not in shown
    assert "secret@" not in shown


def test_settings_do_not_change() -> None:
    settings = Settings.read(IDENTITY)

    with pytest.raises(ValidationError):
        setattr(settings, "port", 1)  # noqa: B010 - mypy knows it is refused
