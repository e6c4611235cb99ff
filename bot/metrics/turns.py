"""Each turn under an id of its own in the log, counted, timed and traced."""

from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from bot.adapters.teams.receiving.activity import SENT_BY_PEOPLE, Inbound
from bot.adapters.teams.receiving.routes import HandleActivity, InvokeResponse
from bot.observability import correlated, correlation_of, span
from bot.ports import Metrics


@dataclass(frozen=True)
class WatchedTurns:
    """Takes what came in, as whatever it watches does."""

    handle: HandleActivity
    counts: Metrics

    async def __call__(self, inbound: Inbound) -> InvokeResponse | None:
        # Teams invents new types; each would be a number of its own for good.
        kind = inbound.type if inbound.type in SENT_BY_PEOPLE else "other"
        begun = perf_counter()
        outcome = "failed"
        correlation = correlation_of("turn", inbound.activity_id)
        with correlated(correlation), span("turn", kind=kind) as span_ended:
            try:
                answer = await self.handle(inbound)
                outcome = _outcome(answer)
            finally:
                span_ended(outcome)
                self.counts.turn_ended(kind, outcome, timedelta(seconds=perf_counter() - begun))
        return answer


def _outcome(answer: InvokeResponse | None) -> str:
    if answer is None:
        return "not_ours"
    return answer.trouble.removeprefix("trouble.") or "done"
