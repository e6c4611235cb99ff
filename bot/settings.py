"""Settings of production from environment variables, validated together at the start."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.allowed_hosts import PUBLIC_CLOUD, ServiceHosts, is_loopback


def _guid(text: str) -> str:
    return str(UUID(text))


def _service_address(text: str) -> str:
    parts = urlsplit(text)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and is_loopback(parts.hostname or "")
    )
    if not is_safe or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("not an address of a service")
    return text.rstrip("/")


def _collector(text: str) -> str:
    # A collector often runs beside the bot in a private network, without a certificate.
    if not text.startswith("http://"):
        return _service_address(text)
    return _service_address(text.replace("http", "https", 1)).replace("https", "http", 1)


def _hosts(text: object) -> ServiceHosts:
    return ServiceHosts.parse(entry for entry in str(text).split(",") if entry.strip())


def _database(text: str) -> str:
    # Not chained: a malformed URL may have the password in any part, and the error would quote it.
    try:
        make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("not an address of a database") from None
    return text


def _readable_certificate(path: Path) -> Path:
    # Imported here: slow, and only needed with a certificate.
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        pem = path.read_bytes()
        x509.load_pem_x509_certificate(pem)
        key = load_pem_private_key(pem, password=None)
    except (OSError, TypeError) as error:
        raise ValueError("not readable") from error
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not RSA")
    return path


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("not a folder")
    return path


Guid = Annotated[str, AfterValidator(_guid)]
ServiceAddress = Annotated[str, AfterValidator(_service_address)]
SecureAddress = Annotated[ServiceAddress, StringConstraints(pattern="^https://")]
"""msal accepts only an https authority, even on this machine
(https://github.com/AzureAD/microsoft-authentication-library-for-python/blob/dev/msal/authority.py)."""
CollectorUrl = Annotated[str, AfterValidator(_collector)]
MailboxAddress = Annotated[
    str, StringConstraints(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$")
]
DatabaseSettings = Annotated[
    str,
    StringConstraints(pattern=r"^(sqlite\+aiosqlite:///|postgresql\+asyncpg://).+$"),
    AfterValidator(_database),
]
CertificateFile = Annotated[Path, AfterValidator(_readable_certificate)]
Folder = Annotated[Path, AfterValidator(_folder)]
Hosts = Annotated[ServiceHosts, BeforeValidator(_hosts)]
LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(str.upper)
]

OnOrOff = Annotated[Literal["on", "off"], BeforeValidator(str.lower)]


class SettingsRefused(Exception):
    """The bot cannot start with these settings. Each reason is a sentence that names one."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


class Settings(BaseModel):
    """The settings of production. A field's description says what its value must be."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    app_id: Guid = Field(alias="BOT_APP_ID", description="the bot's application id, a GUID")
    app_type: Literal["SingleTenant", "UserAssignedMSI"] = Field(
        alias="BOT_APP_TYPE", description="SingleTenant or UserAssignedMSI"
    )
    tenant_id: Guid = Field(alias="BOT_TENANT_ID", description="the organisation's id, a GUID")
    app_password: SecretStr | None = Field(
        None, alias="BOT_APP_PASSWORD", description="the client secret's value"
    )
    app_certificate: CertificateFile | None = Field(
        None,
        alias="BOT_APP_CERTIFICATE",
        description="the path of a readable PEM file with a certificate and its RSA key",
    )
    service_hosts: Hosts = Field(
        ",".join(PUBLIC_CLOUD),
        alias="BOT_SERVICE_HOSTS",
        description="host names with commas between, each with an optional leading *. and :port",
        validate_default=True,
    )
    graph_base_url: ServiceAddress = Field(
        "https://graph.microsoft.com/v1.0",
        alias="GRAPH_BASE_URL",
        description="the https address of Microsoft Graph",
    )
    graph_authority: SecureAddress = Field(
        "https://login.microsoftonline.com",
        alias="GRAPH_AUTHORITY",
        description="the https address of Entra",
    )
    catalog_app_id: Guid | None = Field(
        None,
        alias="TEAMS_CATALOG_APP_ID",
        description="the app's id in the organisation's catalogue, a GUID",
    )
    mail_sender: Guid | MailboxAddress = Field(
        alias="MAIL_SENDER", description="the sending mailbox, an address or an object id"
    )
    security_mailbox: MailboxAddress = Field(
        "securitypriorityevent@kaingaora.govt.nz",
        alias="SECURITY_MAILBOX",
        description="the mail address of Security",
    )
    database_url: DatabaseSettings = Field(
        "sqlite+aiosqlite:///.data/bot.db",
        alias="DATABASE_URL",
        description="an address that starts with sqlite+aiosqlite:/// or postgresql+asyncpg://",
        repr=False,
    )
    content_dir: Folder | None = Field(
        None, alias="CONTENT_DIR", description="a folder that exists"
    )
    public_url: SecureAddress | None = Field(
        None,
        alias="PUBLIC_URL",
        description="the https address under which people reach this host",
    )
    living_cards: OnOrOff = Field(
        "on",
        alias="LIVING_CARDS",
        description="on, so that an answered card moves on in place, or off, for a new card each",
    )
    host: str = Field("0.0.0.0", alias="HOST", description="the address to listen on")  # noqa: S104
    port: int = Field(3978, alias="PORT", ge=1, le=65535, description="a port, 1 to 65535")
    metrics_port: int | None = Field(
        None, alias="METRICS_PORT", ge=1, le=65535, description="a port, 1 to 65535, besides PORT"
    )
    traces_to: CollectorUrl | None = Field(
        None,
        alias="OTEL_EXPORTER_OTLP_ENDPOINT",
        description="the http or https address of a collector of traces",
    )
    log_level: LogLevel = Field(
        "INFO", alias="LOG_LEVEL", description="one of DEBUG, INFO, WARNING, ERROR, CRITICAL"
    )

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """An empty variable counts as unset. Raises SettingsRefused."""
        values = {name: text.strip() for name, text in environment.items() if text.strip()}
        reasons = [*_misspelt(values), *_credential_missing(values), *_port_taken(values)]
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            # Without the values: one may be a secret in the wrong variable.
            names = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
            raise SettingsRefused([_sentence(name, values) for name in names] + reasons) from None
        if reasons:
            raise SettingsRefused(reasons)
        return settings


def database_url(environment: Mapping[str, str]) -> str:
    """The database URL, for a command that needs no other setting. Raises SettingsRefused."""
    field = Settings.model_fields["database_url"]
    given = environment.get("DATABASE_URL", "").strip()
    try:
        return TypeAdapter(DatabaseSettings).validate_python(given or field.default)
    except ValidationError:
        raise SettingsRefused([_sentence("DATABASE_URL", environment)]) from None


MEANINGS = {field.alias or "": field.description or "" for field in Settings.model_fields.values()}


def _sentence(name: str, values: Mapping[str, str]) -> str:
    state = "is not valid" if name in values else "is not set"
    return f"{name} {state}: it must be {MEANINGS[name]}."


def _misspelt(values: Mapping[str, str]) -> list[str]:
    """Variables with nearly the name of an unset setting, whose default would silently be used."""
    unset = [name for name in MEANINGS if name not in values]
    unknown = [name for name in values if name not in MEANINGS and name.startswith("BOT_")]
    nearly = {name: get_close_matches(name, unset, n=1, cutoff=0.85) for name in unknown}
    return [f"{name} is no setting; {ours[0]} was meant?" for name, ours in nearly.items() if ours]


def _credential_missing(values: Mapping[str, str]) -> list[str]:
    given = [name for name in ("BOT_APP_PASSWORD", "BOT_APP_CERTIFICATE") if name in values]
    if values.get("BOT_APP_TYPE") == "UserAssignedMSI":
        return [f"{name} is set, but a managed identity has no credential." for name in given]
    if len(given) == 1:
        return []
    problem = "are both set" if given else "are both not set"
    return [f"BOT_APP_PASSWORD and BOT_APP_CERTIFICATE {problem}: SingleTenant needs one of them."]


def _port_taken(values: Mapping[str, str]) -> list[str]:
    """On PORT, the metrics would be public."""
    if values.get("METRICS_PORT") != values.get("PORT", str(Settings.model_fields["port"].default)):
        return []
    return ["METRICS_PORT is the same as PORT: the metrics need a port of their own."]
