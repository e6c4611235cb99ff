"""The list of all checks, with their dependencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp

from bot.adapters.clock import utc_now
from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail import GraphMail
from bot.adapters.teams.receiving.signing_keys import OPENID_CONFIGURATION_URL
from bot.doctor.checks.host.clock import ClockCheck
from bot.doctor.checks.host.content import ContentCheck
from bot.doctor.checks.host.database import DatabaseCheck
from bot.doctor.checks.host.ports import PortsCheck
from bot.doctor.checks.host.public_url import PublicUrlCheck
from bot.doctor.checks.host.settings import SettingsCheck
from bot.doctor.checks.host.trace_collector import TraceCollectorCheck
from bot.doctor.checks.mail.arrival import ACCEPT_WITHIN, ArrivalCheck
from bot.doctor.checks.mail.mailbox import MailboxCheck
from bot.doctor.checks.mail.mailbox_scope import MailboxScopeCheck
from bot.doctor.checks.mail.security_mailbox import SecurityMailboxCheck
from bot.doctor.checks.microsoft.app_install import AppInstallCheck
from bot.doctor.checks.microsoft.certificate import CertificateCheck
from bot.doctor.checks.microsoft.directory import DirectoryCheck
from bot.doctor.checks.microsoft.entra import EntraCheck
from bot.doctor.checks.microsoft.teams_channel import TeamsChannelCheck
from bot.doctor.graph import GraphProbe
from bot.doctor.results import Result
from bot.doctor.runner import Check, run
from bot.ports import Clock
from bot.settings import Settings

IDENTITY = ("BOT_APP_ID", "BOT_APP_TYPE", "BOT_TENANT_ID", "BOT_APP_PASSWORD")


@dataclass(frozen=True)
class Dependencies:
    """Dependencies of the checks; tests replace them."""

    session: aiohttp.ClientSession
    clock: Clock = utc_now
    keys_url: str = OPENID_CONFIGURATION_URL
    pause: float = 2.0
    """Seconds between two searches for the draft, which Exchange may index late."""
    wait: float = 180.0
    """Seconds for which what comes back of a test mail is waited for. A platform that is told to
    start the bot may end the doctor after 230."""


async def examine(
    environment: Mapping[str, str], dependencies: Dependencies, *, sends_test: bool = False
) -> Sequence[Result]:
    """Runs every check on these settings, and leaves no change behind.

    With `sends_test`, one test mail goes to Security; without it none.
    """
    checked = SettingsCheck.read(environment)
    settings = checked.settings
    graph = GraphProbe(dependencies.session, settings.graph_base_url, dependencies.clock)
    content = ContentCheck(settings, dependencies.clock)
    async with (
        DatabaseCheck(settings.database_url, dependencies.clock) as database,
        MailboxCheck(graph, settings, dependencies.pause) as mailbox,
        _arrival(settings, content, dependencies) as arrival,
    ):
        checks = [
            *_identity(settings, graph, dependencies),
            *_rights(settings, graph, mailbox),
            *_database(database),
            *_host(settings, content, dependencies),
            *(_test_mail(arrival, dependencies) if sends_test else ()),
        ]
        return [*checked.results(), *await run(checks, checked.wrong.keys())]


def _identity(settings: Settings, graph: GraphProbe, dependencies: Dependencies) -> list[Check]:
    entra = EntraCheck(settings, graph)
    certificate = CertificateCheck(settings, dependencies.clock)
    clock = ClockCheck(graph, dependencies.clock)
    channel = TeamsChannelCheck(dependencies.session, settings, dependencies.keys_url)

    return [
        Check("graph.reach", graph.answers, needs=("GRAPH_BASE_URL",)),
        Check("clock", clock.is_right, needs=("graph.reach",)),
        Check("timezone", clock.knows_the_zone),
        Check("holidays", clock.knows_the_holidays, needs=("timezone",)),
        Check("certificate", certificate.serves, needs=("BOT_APP_CERTIFICATE",)),
        Check(
            "entra.reach",
            entra.entra,
            needs=(*IDENTITY, "BOT_APP_CERTIFICATE", "GRAPH_AUTHORITY", "certificate"),
        ),
        Check("graph.token", entra.graph_token, needs=("GRAPH_BASE_URL", "entra.reach")),
        Check("graph.access", graph.takes_the_token, needs=("graph.reach", "graph.token")),
        Check("channel.token", entra.channel_token, needs=("graph.token",)),
        Check("channel.keys", channel.publishes_keys),
        Check("channel.reach", channel.is_reachable, needs=("BOT_SERVICE_HOSTS",)),
    ]


def _rights(settings: Settings, graph: GraphProbe, mailbox: MailboxCheck) -> list[Check]:
    directory = DirectoryCheck(graph)
    scope = MailboxScopeCheck(graph, settings, mailbox)
    recipient = SecurityMailboxCheck(graph, settings)
    app_install = AppInstallCheck(graph, settings, directory)
    sender = ("MAIL_SENDER", "graph.access")
    people = ("directory.person",) if settings.catalog_app_id else ()
    return [
        Check("directory.person", directory.knows_people, needs=("graph.access",)),
        Check("directory.leader", directory.knows_leaders, needs=("directory.person",), timeout=60),
        Check(
            "install.right",
            app_install.is_possible,
            needs=("TEAMS_CATALOG_APP_ID", *people),
            timeout=60,
        ),
        Check("mail.mailbox", mailbox.exists, needs=sender),
        Check("mail.draft", mailbox.keeps_a_draft, needs=("mail.mailbox",)),
        Check("mail.find", mailbox.finds_the_draft, needs=("mail.draft",), timeout=60),
        Check("mail.send", mailbox.may_send, needs=("mail.draft",)),
        Check("mail.apart", scope.is_apart, needs=("MAIL_SENDER", "SECURITY_MAILBOX")),
        Check("mail.scope.read", scope.cannot_read, needs=("mail.apart", *sender)),
        Check("mail.scope.send", scope.cannot_send, needs=("mail.apart", "mail.draft")),
        Check(
            "mail.delete",
            mailbox.deletes_the_draft,
            needs=("mail.draft",),
            after=("mail.find", "mail.send", "mail.scope.send"),
        ),
        Check("mail.recipient", recipient.takes_mail, needs=("mail.apart", "mail.mailbox")),
        Check("mail.away", mailbox.tells_who_is_away, needs=("mail.recipient",)),
    ]


def _database(database: DatabaseCheck) -> list[Check]:
    return [
        Check("database.open", database.opens, needs=("DATABASE_URL",)),
        Check("database.version", database.is_of_our_version, needs=("database.open",)),
        Check("database.write", database.can_be_written, needs=("database.version",)),
        Check("database.clock", database.agrees_on_the_time, needs=("database.open",)),
    ]


def _host(settings: Settings, content: ContentCheck, dependencies: Dependencies) -> list[Check]:
    ports = PortsCheck(dependencies.session, settings)
    public = PublicUrlCheck(dependencies.session, settings, ports)
    collector = TraceCollectorCheck(settings)
    return [
        Check("content", content.can_be_read, needs=("CONTENT_DIR", "timezone"), timeout=60),
        Check("contacts", content.can_be_followed, needs=("content",)),
        Check("listen", ports.for_teams, needs=("HOST", "PORT")),
        Check("listen.metrics", ports.for_metrics, needs=("METRICS_PORT", "listen")),
        Check("public.reach", public.is_ours, needs=("PUBLIC_URL",), after=("listen",)),
        Check("traces.reach", collector.takes_traces, needs=("OTEL_EXPORTER_OTLP_ENDPOINT",)),
    ]


def _arrival(settings: Settings, content: ContentCheck, dependencies: Dependencies) -> ArrivalCheck:
    client = GraphClient(
        dependencies.session,
        base_url=settings.graph_base_url,
        tokens=Tokens(settings),
        clock=dependencies.clock,
    )
    mail = GraphMail(client, settings.mail_sender)
    pauses = {"pause": dependencies.pause, "wait": dependencies.wait}
    return ArrivalCheck(mail, settings, content, dependencies.clock, **pauses)


def _test_mail(arrival: ArrivalCheck, dependencies: Dependencies) -> list[Check]:
    proved = ("mail.find", "mail.send", "mail.recipient", "content")
    return [
        Check("mail.test", arrival.is_accepted, needs=proved, timeout=2 * ACCEPT_WITHIN),
        Check(
            "mail.delivered",
            arrival.is_delivered,
            needs=("mail.test",),
            timeout=2 * dependencies.wait + 20,
        ),
    ]
