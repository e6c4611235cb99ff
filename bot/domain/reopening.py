"""Reopens the question of one answer in a draft, whatever the position is by now."""

from bot.domain import journey
from bot.domain.draft import Draft, TellWhom
from bot.domain.form import Form
from bot.domain.scenario import Catalogue


def step_at(position: journey.Position | None) -> str:
    """The key of the answer given at this position; empty where no answer is stored."""
    match position:
        case journey.AskQuestion(question):
            return f"question:{question.id}"
        case journey.ShowDanger(question):
            return f"danger:{question.id}"
        case journey.ChooseKind():
            return "kind"
        case journey.FillPage(fields=fields):
            return f"field:{fields[0].id}"
        case journey.NameLeader():
            return "name"
        case journey.ConfirmLeader():
            return "confirm"
        case journey.ChooseTell() | journey.GoRound():
            return "tell"
        case _:
            return ""


def is_answered(draft: Draft, step: str) -> bool:
    """Whether the draft has an answer for this step."""
    kind, _, name = step.partition(":")
    match kind:
        case "question":
            return name in draft.answers
        case "danger":
            return name in draft.after_danger
        case "kind":
            return draft.scenario_id is not None
        case "field":
            return name in draft.form
        case "name":
            return draft.tell_whom is not None and draft.tell_whom.leader is not None
        case "confirm":
            return draft.tell_whom is not None and draft.tell_whom.is_sure
        case "tell":
            return draft.tell_whom is not None
        case _:
            return False


def reopen(catalogue: Catalogue, form: Form, draft: Draft, step: str) -> Draft | None:
    """The draft without this step's answer, so that it is asked again; None if it cannot be."""
    if not is_answered(draft, step):
        return None
    without = _without(form, draft, step)
    # Questions before the guidance are asked before it again, and may lead to other guidance.
    unread = without.replace(guidance_read=False, trail=_others(without.trail, "guidance"))
    for candidate in (without, unread):
        if step_at(journey.position(catalogue, form, candidate)) == step:
            return candidate
    return None


def _without(form: Form, draft: Draft, step: str) -> Draft:
    kind, _, name = step.partition(":")
    match kind:
        case "question":
            return draft.replace(
                answers=journey.without(draft.answers, name),
                words=journey.without(draft.words, name),
                after_danger=journey.without(draft.after_danger, name),
                trail=_others(draft.trail, step, f"danger:{name}"),
            )
        case "danger":
            after_danger = journey.without(draft.after_danger, name)
            return draft.replace(after_danger=after_danger, trail=_others(draft.trail, step))
        case "kind":
            return draft.replace(scenario_id=None, trail=_others(draft.trail, step))
        case "field":
            filled, words = journey.without(draft.form, name), journey.without(draft.words, name)
            empty = [page for page in form.pages if not any(f.id in filled for f in page.fields)]
            trail = _others(draft.trail, *(f"page:{page.id}" for page in empty))
            return draft.replace(form=filled, words=words, trail=trail)
        case "name":
            goes_round = bool(draft.tell_whom and draft.tell_whom.goes_round)
            asked = TellWhom(kind="other-leader", goes_round=goes_round)
            return draft.replace(tell_whom=asked, trail=_others(draft.trail, "named"))
        case "confirm" if draft.tell_whom:
            seen = draft.tell_whom.model_copy(update={"is_sure": False})
            return draft.replace(tell_whom=seen)
        case _:
            return draft.replace(tell_whom=None, trail=_others(draft.trail, "tell", "named"))


def _others(trail: tuple[str, ...], *steps: str) -> tuple[str, ...]:
    return tuple(step for step in trail if step not in steps)
