"""GET /metrics, on a port of its own that Teams cannot reach."""

from collections.abc import Callable
from datetime import timedelta

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.adapters.http_server import guarded_application
from bot.health import Health
from bot.metrics.prometheus import PrometheusMetrics, ServiceState
from bot.ports import Busy


def metrics_app(metrics: PrometheusMetrics, health: Callable[[], Health]) -> web.Application:
    """An application with this route alone."""

    async def page(_: web.Request) -> web.Response:
        text = metrics.render(await service_state(health()))
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = guarded_application()
    app.add_routes([web.get("/metrics", page)])
    return app


async def service_state(health: Health) -> ServiceState:
    """The state of this host; without the database, no numbers of tasks."""
    is_up, conditions = health.worker.is_up, health.board.open
    alarms = {**health.alarms.counts, **health.board.counts}
    try:
        await health.database.check()
        waiting = await health.tasks.waiting_longer_than(timedelta(0))
        overdue = await health.tasks.waiting_longer_than(health.late_after)
    except Busy:
        return ServiceState(is_up, is_database_up=False, alarms=alarms, open_alarms=conditions)
    return ServiceState(is_up, True, alarms, waiting, overdue, conditions)
