"""Faults in facts and in what asks for them: names, choices, danger, readers, conditions."""

from pathlib import Path

import pytest

from tests.content.sample import DETAILS, FACTS, SCENARIO, STAFF, errors, loaded, spoil

AT_THE_END = ""

# What to replace in facts.toml, its replacement, and the error it gives.
FORM = [
    ('text = "Since when?"\n', "", "facts > sample_since > text is missing"),
    ('text = "Since when?"', "text = 7", "facts > sample_since > text: must be text in quotes"),
    ('text = "Since when?"', 'text = " "', "facts > sample_since > text: is empty"),
    (
        'heading = "Since"\nreaders = ["email"]',
        'heading = "Since"',
        "facts > sample_since > readers is missing",
    ),
    (
        'text = "Since when?"\n',
        'text = "Since when?"\nhnt = "Guess."\n',
        'facts > sample_since > hnt: there is no such key; did you mean "hint"?',
    ),
    (
        'id = "today",',
        'id = "today", pusch = true,',
        'facts > sample_since > choices > 1 > pusch: there is no such key; did you mean "push"?',
    ),
    (
        'heading = "Has"\nkind = "many"',
        'heading = "Has"\nkind = "some"',
        'facts > sample_signs > kind: "some" is not allowed; '
        "use one of one, many, text, long, date, moment, link, reference",
    ),
    (
        '"Since when?"',
        '"Since when, at Kainga Ora?"',
        'facts > sample_since > text: "Kainga" is written "Kāinga"',
    ),
    (
        '{ id = "logo", text = "A logo", jump = "threat" }',
        '{ id = "whanau", text = "My whanau" }',
        'facts > sample_signs > choices > 1 > text: "whanau" is written "whānau"',
    ),
]
CHOICES = [
    (
        'id = "longer"',
        'id = "today"',
        'facts > sample_since > choices > 2 > id: "today" is there already',
    ),
    (
        'text = "Longer"',
        'text = "today"',
        'facts > sample_since > choices > 2 > text: "today" is there already',
    ),
    (
        'text = "Today"',
        'text = "Today", alone = true',
        'facts > sample_since > choices > 1 > alone: is only for the kind "many"',
    ),
    (
        'heading = "Has"\nkind = "many"',
        'heading = "Has"\nkind = "text"',
        'facts > sample_signs > choices: nothing can be ticked where the kind is "text"',
    ),
    (
        '{ id = "logo", text = "A logo", jump = "threat" },',
        "",
        "facts > sample_signs > choices: at least two are needed",
    ),
    (
        'id = "logo"',
        'id = "not-sure"',
        "facts > sample_signs > choices > 1 > id: every question offers Not sure by itself",
    ),
    (
        'not_sure = "once"',
        'not_sure = "onc"',
        'facts > sample_often > not_sure: there is no choice "onc"; did you mean "once"?',
    ),
]
RULES = [
    (
        'text = "A logo", jump = "threat"',
        'text = "A logo", jump = "thread"',
        'facts > sample_signs > choices > 1 > jump: there is no scenario "thread"; '
        'did you mean "threat"?',
    ),
    (
        'sample_tick = "yes"',
        'sample_tik = "yes"',
        'facts > sample_often > choices > 2 > fills > sample_tik: there is no fact "sample_tik"; '
        'did you mean "sample_tick"?',
    ),
    (
        'sample_tick = "yes"',
        'sample_tick = "yea"',
        'facts > sample_often > choices > 2 > fills > sample_tick: there is no choice "yea"; '
        'did you mean "yes"?',
    ),
    (
        'sample_tick = "yes"',
        'sample_often = "once"',
        "facts > sample_often > choices > 2 > fills > sample_often: "
        "a choice cannot fill its own fact",
    ),
    (
        'sample_tick = "yes"',
        'soon = "yes"',
        "facts > sample_often > choices > 2 > fills > soon: "
        "danger is asked, so that the 111 screen opens; nothing else fills it",
    ),
    (
        'text = "Today"',
        'text = "Today", floor_from = "high"',
        "facts > sample_since > choices > 1 > floor_from: "
        "has no effect here, because there is no floor",
    ),
    (
        'text = "Today"',
        'text = "Today", floor_with = ["names"]',
        "facts > sample_since > choices > 1 > floor_with: "
        "has no effect here, because there is no floor",
    ),
    (
        'floor = "high", fills = { sample_tick',
        'floor = "high", floor_with = ["nmes"], fills = { sample_tick',
        'facts > sample_often > choices > 2 > floor_with > 1: there is no fact "nmes"; '
        'did you mean "names"?',
    ),
    (
        'text = "Today"',
        'text = "Today", tell = ["securty"]',
        'facts > sample_since > choices > 1 > tell: there is no contact "securty"; '
        'did you mean "security"?',
    ),
]
DANGER = [
    (
        'fills = { sample_tick = "yes" } }',
        "danger = true }",
        'facts > sample_often > not_sure: must be "often": who is not sure may be in danger',
    ),
    (
        'text = "Today"',
        'text = "Today", danger = true',
        'facts > sample_since > not_sure: must be "today": who is not sure may be in danger',
    ),
    (
        'text = "A logo", jump = "threat"',
        'text = "A logo", danger = true',
        'facts > sample_signs > kind: must be "one" where a choice has danger = true',
    ),
    ("required = true", "", "facts > danger > required: must be true"),
    (
        'required = true\nnot_sure = "yes"',
        "required = true",
        'facts > danger > not_sure: must be "yes": who is not sure may be in danger',
    ),
    (
        "danger = true",
        "danger = false",
        "facts > danger > choices: exactly one choice must have danger = true",
    ),
]
TICKS = [
    (
        'tick = "It is new"',
        "",
        '"sample_tick" has no tick = "…", its words on the card of ticks',
    ),
    (
        'heading = "Has"',
        'heading = "Has"\ntick = "It has a logo"',
        'facts > sample_signs > tick: is only for the kind "one" with a choice "yes"',
    ),
    (
        'heading = "Soon, or someone is there"',
        'heading = "Soon, or someone is there"\ntick = "It is soon"',
        "facts > soon > tick: whoever is in danger is asked on a card of its own",
    ),
    (
        'heading = "A threat in it"',
        'heading = "A threat in it"\ntick = "It has a threat in it"',
        "facts > threat > tick: it is on no card of ticks, so nobody sees these words",
    ),
]
READERS = [
    (
        'readers = ["noggin"]',
        "readers = []",
        "facts > sample_note > readers: is empty, so nobody would see the answer",
    ),
    (
        'readers = ["noggin"]',
        'readers = ["card", "card"]',
        "facts > sample_note > readers: names somebody twice",
    ),
    (
        'readers = ["noggin"]',
        'readers = ["crad"]',
        'facts > sample_note > readers > 1: "crad" is not allowed; '
        "use one of card, details, email, noggin, kotahi",
    ),
    (
        'readers = ["noggin"]',
        'readers = ["email"]\nleader_if_allowed = true',
        'facts > sample_note > leader_if_allowed: needs "details" among the readers',
    ),
    (
        'readers = ["noggin"]',
        'readers = ["card", "details"]\nleader_if_allowed = true',
        'facts > sample_note > readers: "card" shows it without the reporter\'s yes',
    ),
    (
        'readers = ["noggin"]',
        'readers = ["noggin"]\nonly_with = ["threat"]\nnot_with = ["threat"]',
        'facts > sample_note > not_with: "threat" is also in only_with, so nobody is ever asked',
    ),
    (
        'heading = "Also"',
        'heading = "Your words"',
        'facts > sample_note > heading: leader and Security read this, so it says no "Your"',
    ),
    (
        'text = "Today"',
        'text = "I saw it today"',
        "facts > sample_since > choices > 1 > text: leader and Security read this, "
        'so it says no "I"; add said = "…"',
    ),
    (
        'text = "Today"',
        'text = "I saw it today", said = "My day"',
        "facts > sample_since > choices > 1 > said: leader and Security read this, "
        'so it says no "My"',
    ),
    (
        'readers = ["noggin"]',
        'readers = ["noggin"]\nfirst_line = "next"',
        'facts > sample_note > first_line: needs "email" among the readers',
    ),
    (
        'text = "Today"',
        'text = "Today", brief = "today"',
        "facts > sample_since > choices > 1 > brief: is seen with a first_line only",
    ),
    (
        'text = "Today"',
        'text = "Today", request = "Ring you"',
        "facts > sample_since > choices > 1 > request: leader and Security read this, "
        'so it says no "you"',
    ),
    (
        'readers = ["noggin"]',
        'readers = ["noggin"]\nmax_length = "long"',
        "facts > sample_note > max_length: must be a whole number",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "error"), [*FORM, *CHOICES, *RULES, *DANGER, *TICKS, *READERS]
)
def test_a_fault_in_a_fact_is_named(folder: Path, old: str, new: str, error: str) -> None:
    spoil(folder, FACTS, old, new)

    assert [it for it in errors(folder) if it.endswith(error)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('text = "Today"', 'text = "Today", floor = "high", floor_from = "standard"'),
        ('text = "Today"', 'text = "I saw it today", said = "Seen today"'),
        ('readers = ["noggin"]', 'readers = ["details"]\nleader_if_allowed = true'),
        ('readers = ["noggin"]', 'readers = ["noggin"]\nonly_with = ["threat"]'),
    ],
)
def test_the_same_written_well_loads(folder: Path, old: str, new: str) -> None:
    spoil(folder, FACTS, old, new)

    assert "sample_note" in loaded(folder).catalogue.facts


# What to replace in the sample scenario, its replacement, and the error it gives.
ASKS = [
    (
        'fact = "sample_signs"',
        'fact = "sample_sigs"',
        'asks > 3 > fact: there is no fact "sample_sigs"; did you mean "sample_signs"?',
    ),
    (
        'fact = "sample_signs"',
        'fact = "danger"',
        "asks > 3 > fact: this is asked before every scenario; leave it out here",
    ),
    (
        'fact = "threat"',
        'fact = "threat"\n[[asks]]\nfact = "threat"',
        'asks > 5 > fact: "threat": this situation asks for it already',
    ),
    (
        '["sample_tick"]',
        '["sample_tick", "sample_tick"]',
        'scenario > ticks > 2: "sample_tick": this situation asks for it already',
    ),
    (
        'fact = "threat"',
        'fact = "threat"\n[[asks]]\nfact = "sample_tick"',
        'scenario > ticks > 1: "sample_tick": this situation asks for it already',
    ),
    (
        '["sample_tick"]',
        '["sample_tick", "hate"]',
        'scenario > ticks > 2: "hate" is on the card of ticks of every report already '
        "(catalogue.toml: pattern)",
    ),
    (
        '["sample_tick"]',
        '["sample_tick", "nature"]',
        'scenario > ticks > 2: "nature" has no tick = "…", its words on the card of ticks',
    ),
    (
        '["sample_tick"]',
        '["sample_tick"]\nfacts = { sample_signs = ["logo"] }',
        'asks > 3 > fact: this situation says "sample_signs" by itself, so nobody is ever asked',
    ),
    (
        '["sample_tick"]',
        '["sample_tick"]\nfacts = { customer = ["perhaps"] }',
        'scenario > facts > customer: there is no choice "perhaps"',
    ),
    (
        '["sample_tick"]',
        '["sample_tick"]\nfacts = { soon = ["yes"] }',
        "scenario > facts > soon: "
        "danger is asked, so that the 111 screen opens; nothing else fills it",
    ),
    (
        'fact = "threat"',
        'fact = "threat"\njumps = { yes = "thread" }',
        'asks > 4 > jumps > yes: there is no scenario "thread"; did you mean "threat"?',
    ),
    (
        'fact = "threat"',
        'fact = "threat"\njumps = { perhaps = "threat" }',
        'asks > 4 > jumps > perhaps: there is no choice "perhaps"',
    ),
]
WAITING = [
    (
        "sample_often = [",
        "sample_oftn = [",
        'asks > 2 > when > sample_oftn: there is no fact "sample_oftn"; '
        'did you mean "sample_often"?',
    ),
    (
        '["often"]',
        '["ofen"]',
        'asks > 2 > when > sample_often: there is no choice "ofen"; did you mean "often"?',
    ),
    (
        'sample_often = ["often"]',
        'sample_signs = ["logo"]',
        "asks > 2 > when > sample_signs: that fact is not asked for before this one",
    ),
    (
        'sample_often = ["often"]',
        'sample_since = ["today"]',
        "asks > 2 > when > sample_since: that fact is not asked for before this one",
    ),
    (
        'sample_often = ["often"]',
        'customer = ["yes"]',
        "asks > 2 > when > customer: this situation never asks for that fact on a card of its own",
    ),
    ('["often"]', "[]", "asks > 2 > when: this is never true, so nobody is ever asked"),
    (
        'fact = "sample_signs"',
        'fact = "sample_signs"\nwhen = { sample_since = ["today"], sample_often = ["once"] }',
        "asks > 3 > when: this is never true, so nobody is ever asked",
    ),
]


@pytest.mark.parametrize(("old", "new", "error"), [*ASKS, *WAITING])
def test_a_fault_in_what_a_situation_asks_is_the_only_error(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, SCENARIO, old, new)

    found = [it for it in errors(folder) if "nothing asks" not in it]

    assert found == [f"{SCENARIO}: {error}"]


def says_by_itself(folder: Path, value: str) -> None:
    preset = f'ticks = ["sample_tick"]\nfacts = {{ customer = ["{value}"] }}'
    spoil(folder, SCENARIO, 'ticks = ["sample_tick"]', preset)
    spoil(folder, SCENARIO, 'sample_often = ["often"]', 'customer = ["yes"]')


def test_a_condition_holds_by_what_the_situation_says_by_itself(folder: Path) -> None:
    says_by_itself(folder, "yes")

    assert loaded(folder).catalogue.scenario("sample").facts == {"customer": ("yes",)}


def test_a_condition_that_the_situation_excludes_by_itself_is_refused(folder: Path) -> None:
    says_by_itself(folder, "no")

    assert errors(folder) == [
        f"{SCENARIO}: asks > 2 > when: this is never true, so nobody is ever asked"
    ]


def test_a_tick_cannot_ask_where_only_a_clear_no_is_a_no(folder: Path) -> None:
    spoil(
        folder, FACTS, 'heading = "A threat in it"', 'heading = "A threat in it"\ntick = "A threat"'
    )
    spoil(folder, SCENARIO, 'fact = "threat"', 'fact = "names"')
    spoil(folder, SCENARIO, '["sample_tick"]', '["sample_tick", "threat"]')

    assert errors(folder) == [
        f"{FACTS}: facts > threat > tick: "
        "only a clear no is a no here, so it is asked on a card of its own"
    ]


def test_a_fact_that_nobody_asks_is_refused(folder: Path) -> None:
    spoil(folder, DETAILS, '"sample_note"', '"sample_signs"')

    assert errors(folder) == [
        f'{FACTS}: facts > sample_note: nothing asks for "sample_note": '
        "no situation, no tick, no page"
    ]


def test_a_fact_that_only_a_condition_reads_is_taken(folder: Path) -> None:
    spoil(folder, FACTS, 'not_sure = "once"\nreaders = ["email"]', "readers = []")
    spoil(folder, FACTS, ', floor = "high", fills = { sample_tick = "yes" }', "")

    assert loaded(folder).catalogue.facts["sample_often"].readers == ()


def test_a_fact_that_only_a_floor_reads_is_taken(folder: Path) -> None:
    needs = 'text = "Today", floor = "high", floor_with = ["sample_often"]'
    spoil(folder, FACTS, 'not_sure = "once"\nreaders = ["email"]', "readers = []")
    spoil(folder, FACTS, ', floor = "high", fills = { sample_tick = "yes" }', "")
    spoil(folder, SCENARIO, 'when = { sample_often = ["often"] }', "")
    refused = errors(folder)

    spoil(folder, FACTS, 'text = "Today"', needs)

    assert [it for it in refused if "nobody would see the answer" in it] == refused
    assert loaded(folder).catalogue.facts["sample_often"].readers == ()


def test_a_fact_that_only_guidance_reads_is_taken(folder: Path) -> None:
    tick = (
        'tick = "It is new"\nreaders = ["email"]\n'
        'choices = [{ id = "yes", text = "Yes", push = true }'
    )
    spoil(folder, FACTS, ', floor = "high", fills = { sample_tick = "yes" }', "")
    spoil(folder, FACTS, tick, tick.replace('["email"]', "[]").replace(", push = true", ""))
    refused = errors(folder)

    spoil(folder, STAFF, "1. Take a", "1. {{if: sample_tick}} Take a")

    assert [it for it in refused if "nobody would see the answer" in it] == refused
    assert loaded(folder).catalogue.facts["sample_tick"].readers == ()


def test_two_facts_of_one_name_are_refused(folder: Path) -> None:
    spoil(folder, FACTS, AT_THE_END, '[[facts]]\nid = "sample_note"\n')

    assert f'{FACTS}: facts > sample_note > id: "sample_note" is there already' in errors(folder)


def test_a_missing_gate_is_named(folder: Path) -> None:
    spoil(folder, FACTS, 'id = "danger"', 'id = "dangerous"')

    assert f'{FACTS}: the fact "danger" is missing' in errors(folder)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("[[facts]]", "[fact]\n[[facts]]", 'there is no key "fact"; did you mean "facts"?'),
        ("[[facts]]", "[facts", "line "),
    ],
)
def test_a_file_of_facts_that_cannot_be_read_is_named(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, FACTS, old, new)

    assert [it for it in errors(folder) if it.startswith(f"{FACTS}: {error}")]


def test_every_platform_can_be_chosen(folder: Path) -> None:
    spoil(folder, FACTS, 'id = "facebook"', 'id = "facebok"')

    assert errors(folder) == [
        f'{FACTS}: facts > platform > choices > 1 > id: there is no platform "facebok"; '
        'did you mean "facebook"?',
        f"{FACTS}: facts > platform > choices > facebook is missing",
    ]


def test_a_level_that_nothing_leads_to_is_refused(folder: Path) -> None:
    for file in sorted(folder.rglob("*.toml")):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"advice"', '"standard"'), encoding="utf-8")

    level = "levels.toml: level > advice: no situation and no fact leads to this level"
    assert level in errors(folder)
