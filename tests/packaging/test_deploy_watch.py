"""An alarm of the bot becomes a mail: none is lost on the way, and none is called off."""

import re

from bot.services.worker.alarms import AGAIN_AFTER
from tests.packaging.test_deploy_bicep_form import DEPLOY, code

WATCH = code(DEPLOY / "modules" / "watch.bicep")
ALARM = WATCH.split("'Microsoft.Insights/scheduledQueryRules@")[1].split("\n}\n")[0]


def minutes(name: str) -> int:
    """How long a span of the rule is."""
    (span,) = re.findall(rf"^    {name}: 'PT(\d+)M'$", ALARM, re.MULTILINE)
    return int(span)


def test_an_alarm_that_comes_while_mails_are_held_back_has_its_mail_afterwards() -> None:
    held_back = minutes("muteActionsDuration")

    assert minutes("windowSize") >= held_back + minutes("evaluationFrequency")
    assert held_back < AGAIN_AFTER.total_seconds() / 60


def test_a_line_that_reaches_the_log_late_is_still_looked_for() -> None:
    assert minutes("windowSize") >= 15


def test_silence_is_not_taken_for_all_is_well() -> None:
    assert "    autoMitigate: false\n" in ALARM


def test_one_line_is_enough_and_people_are_told() -> None:
    assert "operator: 'GreaterThan', threshold: 0" in ALARM
    assert "actionGroups: [people.id]" in ALARM
    assert "emailAddress: alarmMailbox" in WATCH
