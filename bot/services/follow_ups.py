"""What is due after a transition: kept in the same transaction as the transition itself."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.escalation import Escalation, LeaderState, Stage, Step
from bot.ports import NewTask


def follow_ups(step: Step) -> Sequence[NewTask]:
    """The tasks that this transition makes due. None for one that changed nothing."""
    if not step.is_change:
        return ()
    before, after = step.before, step.after
    tasks = []
    if _became(before, after, stage=Stage.MAILING):
        tasks.append(_task(after, "send_mail"))
    if _became(before, after, leader_state=LeaderState.TO_BE_FOUND):
        tasks.append(_task(after, "find_named_leader"))
    if _became(before, after, leader_state=LeaderState.TO_BE_ASKED):
        tasks.append(_task(after, "ask_leader"))
    if _became(before, after, stage=Stage.DECLINED):
        tasks.append(_task(after, "tell_declined"))
    if before is None and after.answer_by:
        deadline = NewTask(
            key=f"{after.report_id}:pass_deadline",
            kind="pass_deadline",
            due_at=after.answer_by,
            report_id=after.report_id,
        )
        tasks.append(deadline)
    if before is not None:
        refresh = _task(after, "refresh_cards", round_=after.version)
        # Drawing the leader's card anew would take away the details they may be reading.
        is_seen = (before.stage, before.decision) != (after.stage, after.decision)
        tasks.append(replace(refresh, payload={"leader": is_seen}))
    return tasks


def _became(
    before: Escalation | None,
    after: Escalation,
    *,
    stage: Stage | None = None,
    leader_state: LeaderState | None = None,
) -> bool:
    now = (stage or after.stage, leader_state or after.leader_state)
    is_so = (after.stage, after.leader_state) == now
    if before is None or not is_so:
        return is_so
    return before.stage != after.stage if stage else before.leader_state != after.leader_state


def _task(escalation: Escalation, kind: str, round_: int | None = None) -> NewTask:
    key = f"{escalation.report_id}:{kind}" + (f":{round_}" if round_ is not None else "")
    return NewTask(key=key, kind=kind, report_id=escalation.report_id)
