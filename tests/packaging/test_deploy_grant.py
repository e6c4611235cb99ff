"""The script that gives the bot its rights tells first, asks for little, stops at too much."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "manifest" / "deploy" / "grant.ps1"
TEXT = re.sub(
    r"^\s*#.*\n",
    "",
    re.sub(r"<#.*?#>", "", SCRIPT.read_text(), flags=re.DOTALL),
    flags=re.MULTILINE,
)
CHANGES = re.compile(r"\b(?:New|Set|Remove|Update|Enable|Disable|Invoke|Grant|Revoke)-\w+")
CHANGES_NOTHING = ["Set-StrictMode"]


def step_blocks() -> list[str]:
    """What each step does, as written between its own brackets."""
    starts = [found.end() for found in re.finditer(r"^ *Add-Step .*\{$", TEXT, re.MULTILINE)]
    return [re.split(r"^ *\}", TEXT[start:], flags=re.MULTILINE)[0] for start in starts]


def place(words: str) -> int:
    """Where the only occurrence of these words is."""
    assert TEXT.count(words) == 1, words
    return TEXT.index(words)


def listed(variable: str) -> list[str]:
    """The words that a variable is filled with."""
    (filling,) = re.findall(rf"^\${variable} = (@\(\n(?:.*\n)*?\)|.*)", TEXT, re.MULTILINE)
    return re.findall(r"'([^']+)'", re.sub(r"\(\$\w+\)", "", filling))


def test_only_steps_change_anything() -> None:
    in_steps = [name for block in step_blocks() for name in CHANGES.findall(block)]

    assert sorted(in_steps) == [
        "New-ManagementRoleAssignment",
        "New-ManagementScope",
        "New-MgServicePrincipalAppRoleAssignment",
        "New-ServicePrincipal",
    ]
    assert len(CHANGES.findall(TEXT)) == len(in_steps) + len(CHANGES_NOTHING)


def test_no_step_is_taken_without_apply_or_before_all_are_told() -> None:
    told = place("'is done: '")
    gate = place("if (-not $Apply) {\n")

    assert "    return\n}" in TEXT[gate : gate + 150]
    assert told < gate < place("& $step.Do")
    assert "[switch] $Apply" in TEXT


def test_what_is_done_is_not_done_again() -> None:
    done = re.findall(r"^ *Add-Step \"[^\"]*\" \((.+)\) \{$", TEXT, re.MULTILINE)

    assert done == [
        "[bool] $principal",
        "[bool] $known",
        "$rows.Count -and $rows.RoleName -contains $role",
        "$held -contains $role",
    ]
    assert "Where-Object { -not $_.IsDone }" in TEXT[: place("& $step.Do")]


def test_it_asks_for_mail_in_exchange_alone_and_for_the_directory_in_graph() -> None:
    assert listed("mailRoles") == ["Application Mail.ReadWrite", "Application Mail.Send"]
    assert listed("graphRoles") == [
        "User.Read.All",
        "MailTips.ReadBasic.All",
        "TeamsAppInstallation.ReadWriteSelfForUser.All",
    ]


@pytest.mark.parametrize(
    ("switch", "right"), [("WithAwayHint", "MailTips."), ("WithInstall", "TeamsAppInstallation.")]
)
def test_what_the_bot_can_do_without_is_asked_for_only_if_wished(switch: str, right: str) -> None:
    assert f"    if (${switch}) {{ '{right}" in TEXT
    assert f"    [switch] ${switch}," in TEXT


def test_every_right_to_mail_is_limited_to_the_scope_of_one_mailbox() -> None:
    (assignment,) = re.findall(r"New-ManagementRoleAssignment .*", TEXT)

    assert "-Role $role -CustomResourceScope $scope " in assignment
    assert "$filter = \"PrimarySmtpAddress -eq '$Mailbox'\"" in TEXT
    assert "-RecipientRestrictionFilter $filter " in TEXT


@pytest.mark.parametrize(
    "right",
    ["Mail.Send", "Mail.ReadWrite", "Mail.ReadBasic.All", "full_access_as_app", "SMTP.SendAsApp"],
)
def test_a_right_to_the_mail_of_everybody_is_refused(right: str) -> None:
    (pattern,) = listed("widePattern")

    assert re.match(pattern, right)


@pytest.mark.parametrize("right", listed("graphRoles"))
def test_a_right_that_it_gives_itself_is_not_refused(right: str) -> None:
    (pattern,) = listed("widePattern")

    assert not re.match(pattern, right)


@pytest.mark.parametrize("found", ["wide", "strange"])
def test_it_stops_at_too_much_before_any_step(found: str) -> None:
    stop = place(f"if (${found}) {{\n    throw ")

    assert stop < place("$steps = ")


def test_it_proves_that_another_mailbox_is_refused() -> None:
    assert "if (Test-Reach $role $OtherMailbox) { throw" in TEXT[place("& $step.Do") :]
    assert "if ($Mailbox -eq $OtherMailbox) { throw" in TEXT


def test_no_question_and_no_change_fails_without_stopping_it() -> None:
    asked = re.findall(r"\b(?:Get|New|Test)-(?!Reach\b)\w+[^|})]*", TEXT.replace("`\n", ""))

    assert len(asked) == 11
    assert [line for line in asked if "-ErrorAction Stop" not in line] == []


def test_graph_is_signed_in_to_before_exchange() -> None:
    told = SCRIPT.read_text().split(".EXAMPLE")[0]

    assert told.index("    Connect-MgGraph -Scopes") < told.index("    Connect-ExchangeOnline\n")


def test_it_holds_together() -> None:
    violations = _said_by_powershell() if shutil.which("pwsh") else []
    bare = re.sub(r"'[^'\n]*'", "", TEXT)

    assert violations == []
    assert [bare.count(one) for one in "({["] == [bare.count(one) for one in ")}]"]


def _said_by_powershell() -> list[str]:
    parse = (
        "$said = $null; $null = [System.Management.Automation.Language.Parser]::ParseFile("
        f"'{SCRIPT}', [ref] $null, [ref] $said); $said.Message"
    )
    command = ["pwsh", "-NoProfile", "-NonInteractive", "-Command", parse]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1]
