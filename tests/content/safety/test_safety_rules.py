"""What keeps people safe cannot be edited away: each edit alone is refused, with file and rule."""

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from bot.bootstrap.accepted_content import accepted_content
from bot.content import ContentRefused, load
from bot.content.loading.loader import SHIPPED
from bot.content.loading.safety.violations import broken_rules
from tests.content.sample import FACTS, TODAY, spoil, spoil_fact


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content."""
    return copytree(SHIPPED, tmp_path / "content", ignore=ignore_patterns("*.py", "__pycache__"))


def broken(folder: Path) -> list[str]:
    """What the content is refused for, by its loader or by the rules."""
    try:
        return list(broken_rules(load(folder, today=TODAY)))
    except ContentRefused as refused:
        return refused.errors


def test_the_shipped_content_breaks_no_rule(folder: Path) -> None:
    assert broken(folder) == []


THREAT = "scenarios/threat/scenario.toml"
ILLEGAL = "scenarios/illegal-or-intimate-content/scenario.toml"
FILMED = "scenarios/filmed-at-work/scenario.toml"
CATALOGUE = "catalogue.toml"
BACK = "You can come back"
LEAD = "Support is there all the same."
FIRST = "Tell your people leader first."
NO_APPROVAL = "It goes to Security as soon as you press Send. It needs no approval."
ELSEWHERE = 'status = "confirmed-elsewhere"'
EDITS = [
    ("contacts.toml", 'number = "111"', 'number = "112"', "emergency > number"),
    (
        "contacts.toml",
        'status = "confirmed-elsewhere"',
        'status = "to-be-confirmed"',
        "must be 111",
    ),
    ("contacts.toml", ELSEWHERE, 'status = "omit"', "not to be shown"),
    ("contacts.toml", '"0800 327 669"', '"0800 32x 669"', "no telephone number"),
    ("contacts.toml", '"0800 327 669"', '"0800 327"', "no telephone number"),
    ("contacts.toml", '"0800 327 669"', '"911 and 0800 327 6699999"', "no telephone number"),
    ("texts.toml", "In danger now, or not sure? Call 111.", "Welcome to our chat.", "said_in"),
    ("texts.toml", "Call 111 now. Everything", "Call 105 or 111 now. Everything", "said_in"),
    (THREAT, 'base = "urgent"', 'base = "advice"', "at least urgent"),
    (THREAT, 'base = "urgent"', 'base = "high"', "at least urgent"),
    (THREAT, 'base = "urgent"', 'base = "emergency"', "111 screen only"),
    (ILLEGAL, 'base = "urgent"', 'base = "standard"', "at least urgent"),
    (THREAT, 'fact = "soon"', 'fact = "child_danger"', "nothing asks"),
    (
        THREAT,
        'fact = "soon"',
        'fact = "threat"\n[[asks]]\nfact = "soon"\nwhen = { threat = ["yes"] }',
        "danger > asked_by",
    ),
    (FILMED, '[[asks]]\nfact = "still_there"\n', "", "nothing asks"),
    (FILMED, 'base = "standard"', 'base = "advice"', "at least standard"),
    (CATALOGUE, '  "followed",\n', "", "nothing asks"),
    ("timers.toml", 'high = "2 hours"', 'high = "20 days"', "2 hours or shorter"),
    ("timers.toml", 'high = "2 hours"', 'high = "121 minutes"', "2 hours or shorter"),
    (
        "timers.toml",
        'standard = "1 working day"',
        'standard = "2 working days"',
        "1 working day or shorter",
    ),
    (
        "timers.toml",
        'standard = "1 working day"',
        'standard = "25 hours"',
        "1 working day or shorter",
    ),
    ("timers.toml", 'deputy_after = "15 minutes"', 'deputy_after = "1 hour"', "15 minutes"),
    (FACTS, "Could it happen soon", "Why did you not report it earlier", "asks_why"),
    (FACTS, "Could it happen soon", "Can you prove it", "asks_why"),
    (FACTS, "Could it happen soon", "Do you have any evidence", "asks_why"),
    (FACTS, 'tick = "I feel unsafe', 'tick = "I can prove that I feel unsafe', "asks_why"),
    (FACTS, 'heading = "Feels unsafe"', 'heading = "Only words, feels unsafe"', "blames"),
    ("details.toml", 'intro = "', 'intro = "Please say how come. ', "asks_why"),
    ("texts.toml", BACK, "It stays between us.", "promises"),
    (FACTS, 'hint = "', 'hint = "Please say how come. ', "asks_why"),
    ("shared/leader.md", "This is not your fault", "This is partly your fault", "blames"),
    (
        "texts.toml",
        "You can come back",
        "You should have come earlier.",
        "blames",
    ),
    ("texts.toml", "I cannot promise secrecy", "We promise secrecy", "promises"),
    ("texts.toml", "It is not anonymous", "It is anonymous", "promises"),
    (
        "texts.toml",
        "You can come back",
        "The post will be taken down.",
        "promises",
    ),
    ("texts.toml", BACK, "Nobody will ever know.", "promises"),
    ("texts.toml", BACK, "Security will call you within an hour. Come", "promises"),
    ("texts.toml", "This is urgent.", "This waits for your leader.", "waits_when_urgent"),
    (
        "shared/blocks.md",
        "the email goes to Security at once, and",
        "it waits for them, and",
        "waits",
    ),
    ("letters/leader.txt.j2", "What is known", "Security will ring them at once.", "promises"),
    ("letters/security.html.j2", "Where it stands", "It was partly their fault", "blames"),
    ("contacts.toml", 'for_whom = "for anyone"', 'for_whom = "it stays secret"', "promises"),
    (THREAT, 'title = "A threat has been made"', 'title = "Only words, no more"', "blames"),
    ("before_posting.toml", "A post, a share or", "Be more careful. A post or", "blames"),
    ("self_harm.toml", 'title = "Let us pause here"', 'title = "Calm down"', "blames"),
    ("levels.toml", 'name = "Urgent"', 'name = "Urgent, if you can prove it"', "asks_proof"),
    ("texts.toml", NO_APPROVAL, "It goes to Security when your leader approves.", "waits_when"),
    ("scenarios/threat/leader.md", "Don't leave them alone.", "The email waits for you.", "waits"),
    ("shared/blocks.md", "Tell Security and your people leader together.", FIRST, "waits_when"),
    ("shared/blocks.md", "call **111**. You don't", "only call **111** if hurt. You", "discour"),
    ("texts.toml", BACK, "Ring your leader first, then 111.", "discourages_111"),
    ("texts.toml", BACK, "From a mobile, call 112.", "other_emergency_number"),
    (
        "scenarios/filmed-at-work/staff.md",
        "{{unless: chat down}} Report it here",
        "Report it here",
        "reports_while_down",
    ),
    ("texts.toml", "so I may not have what you just told me", "and it is kept", "reports_while"),
    (
        "texts.toml",
        "It stays in this Teams chat, where you may be able to delete your own message. What",
        "What",
        "own_copy",
    ),
    ("texts.toml", "have deleted my copy. The Teams chat stays.", "have deleted it.", "own_copy"),
    (
        "texts.toml",
        "Your own messages stay in this Teams chat, where you may be able to delete them. You",
        "You",
        "own_copy",
    ),
    ("texts.toml", LEAD, f"{LEAD} You see, what you told me is deleted.", "own_copy"),
    ("texts.toml", LEAD, f"{LEAD} None of it was kept.", "own_copy"),
    ("texts.toml", "and no person answers here", "and nobody reads along here", "no_trace"),
    ("texts.toml", BACK, "This leaves no trace.", "no_trace"),
    ("before_posting.toml", "Be proud of the mahi.", "It is not recorded here.", "no_trace"),
    ("texts.toml", "Something went wrong here.", "Aroha mai, that went wrong.", "apology"),
    ("self_harm.toml", "please call 111 now", "we are sorry, call 111 now", "apology"),
    (
        "self_harm.toml",
        "Who could be with you now, or ring you?",
        "Would you like someone to call you? This chat cannot ring anyone.",
        "offer",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "named"), EDITS)
def test_an_edit_that_makes_somebody_less_safe_is_refused_with_file_and_rule(
    folder: Path, file: str, old: str, new: str, named: str
) -> None:
    spoil(folder, file, old, new)

    found = broken(folder)

    assert [line for line in found if named in line] != []


HOME = (
    '  { id = "home", text = "A home or address", brief = "a home or address is shown", '
    'floor = "urgent", jump = "identifying-content" },\n'
)
EMERGENCY = 'floor = "emergency"'
FACT_EDITS = [
    ("danger", "danger = true", 'floor = "urgent"', "must have danger = true"),
    ("danger", 'not_sure = "yes"\n', "", "who is not sure may be in danger"),
    ("danger", 'not_sure = "yes"', 'not_sure = "no"', "who is not sure may be in danger"),
    ("soon", ", danger = true", "", "danger > facts"),
    ("soon", "danger = true", EMERGENCY, "111 screen only"),
    ("soon", 'not_sure = "yes"', 'not_sure = "no"', "who is not sure may be in danger"),
    ("still_there", ", danger = true", "", "danger > facts"),
    ("child_danger", ", danger = true", "", "danger > facts"),
    ("threat", 'not_sure = "yes"\n', "", "danger > clear_no"),
    ("threat", 'not_sure = "yes"', 'not_sure = "no"', "danger > clear_no"),
    ("threat", ', jump = "threat"', "", "danger > clear_no"),
    ("threat", 'floor = "urgent", ', "", "never_below > threat"),
    ("feels_unsafe", 'floor = "urgent"', 'floor = "high"', "never_below > feels_unsafe"),
    ("followed", ', floor = "urgent"', ", push = true", "never_below > followed"),
    ("shows", 'address is shown", floor = "urgent"', 'address", floor = "high"', "never_below"),
    (
        "shows",
        HOME,
        "",
        "shows > home: must be there",
    ),
    ("names", 'floor = "high"', 'floor = "standard"', "never_below > names"),
    ("hate", 'floor = "high"', EMERGENCY, "111 screen only"),
]


@pytest.mark.parametrize(("fact", "old", "new", "named"), FACT_EDITS)
def test_an_edit_of_a_fact_that_makes_somebody_less_safe_is_refused_with_its_rule(
    folder: Path, fact: str, old: str, new: str, named: str
) -> None:
    spoil_fact(folder, fact, old, new)

    assert [line for line in broken(folder) if named in line and fact in line] != []


@pytest.mark.parametrize(
    ("fact", "old", "new"),
    [
        ("hate", 'floor = "high"', 'floor = "urgent"'),
        ("several_posters", "push = true", 'floor = "high", push = true'),
        ("shows", '"A home or address"', '"A home"'),
        ("soon", 'text = "Yes"', 'text = "Yes, soon"'),
    ],
)
def test_an_edit_of_a_fact_that_keeps_people_as_safe_is_taken(
    folder: Path, fact: str, old: str, new: str
) -> None:
    spoil_fact(folder, fact, old, new)

    assert broken(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("timers.toml", 'high = "2 hours"', 'high = "3 seconds"'),
        ("timers.toml", 'standard = "1 working day"', 'standard = "8 hours"'),
        ("timers.toml", 'deputy_after = "15 minutes"', 'deputy_after = "1 second"'),
        (FACTS, "Could it happen soon", "Could it happen within hours"),
        (FACTS, 'heading = "Feels unsafe"', 'heading = "Feels afraid"'),
        ("texts.toml", "I cannot promise secrecy", "I cannot promise that it stays between us"),
        ("texts.toml", "I cannot promise secrecy", "I cannot guarantee secrecy"),
        ("texts.toml", "I cannot promise secrecy", "Nobody can guarantee secrecy"),
        ("texts.toml", "have deleted my copy. The Teams", "deleted what I kept. The Teams"),
        ("self_harm.toml", "Who could be with you now", "Who would you like to ring"),
        ("contacts.toml", '"0800 327 669"', '"04 123 4567, text 4357"'),
        ("contacts.toml", '"0800 327 669"', '"TTY 0800 4 711 711, voice 0800 4 712 712"'),
    ],
)
def test_an_edit_that_changes_only_words_or_shortens_a_wait_is_taken(
    folder: Path, file: str, old: str, new: str
) -> None:
    spoil(folder, file, old, new)

    assert broken(folder) == []


def test_a_question_of_danger_stays_with_its_situation(folder: Path) -> None:
    spoil(folder, THREAT, 'fact = "soon"', 'fact = "names"')
    spoil(folder, FILMED, 'fact = "filming"', 'fact = "filming"\n[[asks]]\nfact = "soon"')

    (error,) = broken(folder)
    assert error.startswith(f'{THREAT}: asks: must have "soon"')


@pytest.mark.parametrize("fact", ["feels_unsafe", "followed", "knows_where", "family_violence"])
def test_a_tick_of_every_report_cannot_become_one_of_a_single_situation(
    folder: Path, fact: str
) -> None:
    spoil(folder, CATALOGUE, f'  "{fact}",\n', "")
    spoil(folder, THREAT, "ticks = [", f'ticks = ["{fact}", ')

    (error,) = broken(folder)
    assert error.startswith(f'{CATALOGUE}: pattern: "{fact}" must be on it')


def test_a_threat_cannot_become_a_tick(folder: Path) -> None:
    for file in sorted(folder.glob("scenarios/*/scenario.toml")):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('[[asks]]\nfact = "threat"\n', ""), encoding="utf-8")
    spoil_fact(folder, "threat", "not_sure", 'tick = "There is a threat in it"\nnot_sure')
    spoil(folder, "scenarios/impersonation/scenario.toml", "ticks = [", 'ticks = ["threat", ')

    assert [error for error in broken(folder) if "only a clear no is a no" in error] != []


def test_a_content_folder_cannot_bring_rules_of_its_own(folder: Path) -> None:
    spoil(folder, "safety.toml", 'threat = "urgent"', 'threat = "advice"')

    with pytest.raises(ContentRefused, match=r"safety\.toml"):
        load(folder, today=TODAY)


def test_a_content_folder_without_rules_is_held_to_those_of_the_release(folder: Path) -> None:
    (folder / "safety.toml").unlink()
    spoil(folder, THREAT, 'base = "urgent"', 'base = "advice"')

    assert [line for line in broken(folder) if "at least urgent" in line] != []


def test_what_check_and_serve_speak_from_keeps_the_rules(folder: Path, tmp_path: Path) -> None:
    spoil(folder, THREAT, 'base = "urgent"', 'base = "advice"')

    with pytest.raises(ContentRefused, match="at_least > threat"):
        accepted_content(folder, today=TODAY, marks=tmp_path / "marks")


PASS_ON = "works once, so please don't pass it on"
FORMS = ["leader.txt.j2", "leader.html.j2"]


@pytest.mark.parametrize("file", FORMS)
def test_a_sentence_that_only_one_form_of_an_email_says_is_noted(folder: Path, file: str) -> None:
    spoil(folder, f"letters/{file}", PASS_ON, "works for a week")

    noted = [it for it in load(folder, today=TODAY).warnings if "one of the two forms" in it]

    assert len([it for it in noted if "letters/leader" in it and "for a week" in it]) == 1


def test_a_sentence_that_is_changed_in_both_forms_is_not_noted(folder: Path) -> None:
    spoil(folder, "letters/leader.txt.j2", PASS_ON, "works for a week")
    spoil(folder, "letters/leader.html.j2", PASS_ON, "works for a week")

    assert "one of the two forms" not in str(load(folder, today=TODAY).warnings)
