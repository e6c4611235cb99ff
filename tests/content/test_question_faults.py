"""Faults in questions: names that do not exist, choices that cannot be, waits that never end."""

from pathlib import Path

import pytest

from tests.content.sample import SCENARIO, errors, spoil

# What to replace in the sample scenario, its replacement, and the error it gives.
NAMES = [
    (
        'use = "pattern"',
        "use = { id = 1 }",
        """questions > 4 > use: there is no shared question "{'id': 1}\"""",
    ),
    ('id = "sample"', 'id = "simple"', 'scenario > id: must be "sample", the name of its folder'),
    (
        'jump = "threat"',
        'jump = "thread"',
        'questions > 1 > choices > 2 > jump: there is no scenario "thread"; did you mean "threat"?',
    ),
    (
        'tell = ["security"]',
        'tell = ["securty"]',
        'scenario > tell: there is no contact "securty"; did you mean "security"?',
    ),
    (
        'tell = ["security"]',
        'tell = ["are_you_ok"]',
        'scenario > tell: "are_you_ok" is not to be shown (its status is omit)',
    ),
    (
        "{contact.eap}",
        "{contact.epa}",
        "questions > 2 > choices > 2 > advice: there is no placeholder {contact.epa}; "
        'did you mean "contact.eap"?',
    ),
    (
        'use = "pattern"',
        'use = "patern"',
        'questions > 4 > use: there is no shared question "patern"; did you mean "pattern"?',
    ),
    (
        'use = "pattern"',
        'use = "pattern"\nhint = "Guess."',
        "questions > 4 > hint: a shared question takes no other keys",
    ),
    (
        'use = "pattern"',
        'use = "danger"',
        "questions > 4 > use: this is asked before every scenario; leave it out here",
    ),
    (
        'use = "pattern"',
        'use = "pattern"\n[[questions]]\nuse = "pattern"',
        'questions > 5 > use: "pattern" is asked further up already',
    ),
    (
        'id = "sample-signs"',
        'id = "customer"',
        'questions > 3 > id: "customer" is already the id of a question in shared/questions.toml',
    ),
    (
        'not_sure = "once"',
        'not_sure = "onc"',
        'questions > 1 > not_sure: there is no choice "onc"; did you mean "once"?',
    ),
    (
        "\n[scenario]",
        "\n[senario]\n[scenario]",
        'there is no key "senario"; did you mean "scenario"?',
    ),
]
CHOICES = [
    ('id = "longer"', 'id = "today"', 'questions > 2 > choices > 2 > id: "today" is there already'),
    (
        'text = "Longer"',
        'text = "today"',
        'questions > 2 > choices > 2 > text: "today" is there already',
    ),
    (
        'text = "Today"',
        'text = "Today", alone = true',
        'questions > 2 > choices > 1 > alone: is only for the kind "many"',
    ),
    (
        'kind = "many"',
        'kind = "text"',
        'questions > 3 > choices: nothing can be ticked where the kind is "text"',
    ),
    ('{ id = "name", text = "A name" },', "", "questions > 3 > choices: at least two are needed"),
    (
        'id = "name"',
        'id = "not-sure"',
        "questions > 3 > choices > 1 > id: every question offers Not sure by itself",
    ),
    (
        'text = "Today"',
        'text = "Today", fact = "hate"',
        "questions > 2 > choices > 1 > fact: has no effect here, "
        "because there is neither floor nor push",
    ),
    (
        'fact = "repeated"',
        'fact = "repeatd"',
        'questions > 1 > choices > 2 > fact: "repeatd" looks like "repeated"; '
        "use one name for one fact",
    ),
    (
        'evidence = "allowed"',
        'evidence = "no-copies"',
        'scenario > flags: must have "no-copies", because evidence is "no-copies"',
    ),
]
DANGER = [
    (
        'jump = "threat"',
        "danger = true",
        'questions > 1 > not_sure: must be "often": who is not sure may be in danger',
    ),
    (
        'text = "Today"',
        'text = "Today", danger = true',
        'questions > 2 > not_sure: must be "today": who is not sure may be in danger',
    ),
]
WAITING = [
    (
        'text = "How often was it?"',
        "",
        "questions > 1 > text is missing",
    ),
    (
        "sample-often = [",
        "sample-oftn = [",
        'questions > 2 > when > sample-oftn: there is no question "sample-oftn"; '
        'did you mean "sample-often"?',
    ),
    (
        '["often"]',
        '["ofen"]',
        'questions > 2 > when > sample-often: there is no choice "ofen"; did you mean "often"?',
    ),
    (
        'sample-often = ["often"]',
        'sample-signs = ["name"]',
        "questions > 2 > when > sample-signs: that question is not asked before this one",
    ),
    (
        'sample-often = ["often"]',
        'sample-since = ["today"]',
        "questions > 2 > when > sample-since: that question is not asked before this one",
    ),
    (
        'sample-often = ["often"]',
        'customer = ["yes"]',
        "questions > 2 > when > customer: this scenario never asks that question",
    ),
    ('["often"]', "[]", "questions > 2 > when: this is never true, so nobody is ever asked"),
    (
        'kind = "many"',
        'kind = "many"\nwhen = { sample-since = ["today"], sample-often = ["once"] }',
        "questions > 3 > when: this is never true, so nobody is ever asked",
    ),
]


@pytest.mark.parametrize(("old", "new", "error"), [*NAMES, *CHOICES, *DANGER, *WAITING])
def test_a_fault_in_a_question_is_the_only_error(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, SCENARIO, old, new)

    assert errors(folder) == [f"{SCENARIO}: {error}"]
