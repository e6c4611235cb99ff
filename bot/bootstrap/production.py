"""Production: tokens are checked, mail and people come from Microsoft Graph."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import aiohttp
from aiohttp import web

from bot.adapters.clock import utc_now
from bot.adapters.entra.tokens import CHANNEL_SCOPE, Tokens
from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.directory import GraphDirectory
from bot.adapters.graph.install import GraphInstaller
from bot.adapters.graph.mail import GraphMail
from bot.adapters.http_server import GuardedSite
from bot.adapters.teams.receiving.auth import TeamsGate
from bot.adapters.teams.receiving.signing_keys import OPENID_CONFIGURATION_URL, SigningKeys
from bot.adapters.teams.sending.client import RefusedReplies, TeamsMessenger
from bot.adapters.teams.sending.pacing import Pacing
from bot.bootstrap.application import create_app, health_of
from bot.bootstrap.environment import Environment, Gateways
from bot.content import Content
from bot.metrics.endpoint import metrics_app
from bot.metrics.prometheus import PrometheusMetrics
from bot.observability import configure
from bot.ports import NO_METRICS
from bot.release import what_runs
from bot.services.alarm_board import (
    GRAPH_TOKEN,
    SIGNING_KEYS,
    TEAMS_TOKEN,
    AlarmBoard,
    Condition,
)
from bot.services.self_test import Proof
from bot.settings import Settings

log = logging.getLogger(__name__)

# Together with the worker's and the traces' timeouts, a shutdown ends within the grace period of
# thirty seconds (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination).
SHUTDOWN = 12.0
"""Seconds that open requests have to end after SIGTERM; a turn takes ten at most."""
SHUTDOWN_OF_METRICS = 1.0
SIGN_IN_INTERVAL = timedelta(minutes=10)
"""An expired secret is noticed within this, though its last token may be valid for an hour."""
RETRY_INTERVAL = timedelta(minutes=1)


async def serve(settings: Settings, content: Content) -> None:
    """Serves until SIGTERM or SIGINT; then finishes its tasks or releases their leases.

    Raises CannotOpen for the database and OSError for the port.
    """
    configure(settings.log_level, sys.stderr)
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with running(settings, production_environment(settings, content)):
        log.info("bot started", extra=what_runs(content))
        # All objects of the start live on, so the collector never scans them. See bot/commands.py.
        gc.freeze()
        gc.enable()
        await stopped.wait()


@asynccontextmanager
async def running(settings: Settings, environment: Environment) -> AsyncIterator[web.AppRunner]:
    """The bot and, where the settings say so, the metrics port and the export of traces."""
    metrics = PrometheusMetrics() if settings.metrics_port else None
    app = create_app(replace(environment, metrics=metrics or NO_METRICS))
    late_after = environment.content.timers.mail.late_after
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN)
    async with AsyncExitStack() as opened:
        if settings.traces_to:
            # Slow to import, and only a bot that is traced needs it.
            from bot.metrics.opentelemetry import sent_to

            await opened.enter_async_context(sent_to(settings.traces_to))
        opened.push_async_callback(runner.cleanup)
        await runner.setup()
        if metrics and settings.metrics_port:
            endpoint = metrics_app(metrics, lambda: health_of(app, late_after))
            metrics_runner = web.AppRunner(
                endpoint, access_log=None, shutdown_timeout=SHUTDOWN_OF_METRICS
            )
            opened.push_async_callback(metrics_runner.cleanup)
            await metrics_runner.setup()
            try:
                await GuardedSite(metrics_runner, settings.host, settings.metrics_port).start()
            except OSError as error:
                raise OSError(error.errno, f"METRICS_PORT: {error.strerror}") from error
        await GuardedSite(runner, settings.host, settings.port).start()
        yield runner


def _installer(settings: Settings, graph: GraphClient) -> GraphInstaller | None:
    return GraphInstaller(graph, settings.catalog_app_id) if settings.catalog_app_id else None


def _sign_in_proof(tokens: Tokens, condition: Condition, scope: str) -> Proof:
    """Proves that Entra issues a token for this scope, even while the cached one is valid."""
    return Proof(
        condition,
        partial(tokens.prove, scope),
        every=SIGN_IN_INTERVAL,
        after_a_failure=RETRY_INTERVAL,
        still_serves=partial(tokens.is_held, scope),
    )


def production_environment(
    settings: Settings, content: Content, *, keys_url: str = OPENID_CONFIGURATION_URL
) -> Environment:
    """The production environment."""
    tokens, board = Tokens(settings), AlarmBoard()

    def connect(session: aiohttp.ClientSession) -> Gateways:
        keys = SigningKeys(session, keys_url)
        graph = GraphClient(session, base_url=settings.graph_base_url, tokens=tokens, clock=utc_now)
        return Gateways(
            gate=TeamsGate(
                app_id=settings.app_id,
                tenant_id=settings.tenant_id,
                hosts=settings.service_hosts,
                keys=keys,
            ),
            messenger=TeamsMessenger(
                session,
                bot_id=f"28:{settings.app_id}",
                hosts=settings.service_hosts,
                clock=utc_now,
                tokens=tokens,
                pacing=Pacing(),
                on_response=RefusedReplies(board),
            ),
            mail=GraphMail(graph, settings.mail_sender),
            directory=GraphDirectory(graph, settings.mail_sender),
            installer=_installer(settings, graph),
            proofs=(
                Proof(SIGNING_KEYS, keys.prove, still_serves=keys.are_held),
                _sign_in_proof(tokens, TEAMS_TOKEN, CHANNEL_SCOPE),
                _sign_in_proof(tokens, GRAPH_TOKEN, graph.scope),
            ),
            skipped=graph.skipped,
        )

    return Environment(
        content=content,
        database_url=settings.database_url,
        security_mailbox=settings.security_mailbox,
        mail_sender=settings.mail_sender,
        connect=connect,
        public_url=settings.public_url,
        has_living_cards=settings.living_cards == "on",
        board=board,
    )
