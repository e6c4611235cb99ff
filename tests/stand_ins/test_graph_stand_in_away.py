"""Whether somebody is away, and who may ask."""

import pytest

from tests.stand_ins.graph import SENDER, Graph
from tests.stand_ins.graph.caller import GraphCaller

CAMEL = ("emailAddresses", "mailTipsOptions")


@pytest.mark.parametrize("names", [("EmailAddresses", "MailTipsOptions"), CAMEL])
async def test_mail_tips_say_who_is_away(
    names: tuple[str, str], graph: Graph, call: GraphCaller
) -> None:
    addresses = ["leah@example.org", "aroha@example.org", "nobody@example.org"]
    body = {names[0]: addresses, names[1]: "automaticReplies"}

    tips = (await call("POST", f"users/{SENDER}/getMailTips", body)).found

    said = [bool(tip.get("automaticReplies", {}).get("message")) for tip in tips]
    assert (said, "error" in tips[2]) == ([True, False, False], True)
    assert graph.violations == []


async def test_mailbox_settings_say_who_is_away(graph: Graph, call: GraphCaller) -> None:
    path, query = "users/leah@example.org/mailboxSettings", {"$select": "automaticRepliesSetting"}

    refused = await call("GET", path, query=query)
    graph.roles.add("MailboxSettings.Read")
    told = await call("GET", path, query=query)

    assert refused.status == 403
    assert told.body["automaticRepliesSetting"]["status"] == "alwaysEnabled"
    assert graph.violations == []


async def test_mail_rights_alone_do_not_open_somebody_elses_tips(
    graph: Graph, call: GraphCaller
) -> None:
    graph.roles.discard("MailTips.ReadBasic.All")
    body = {"emailAddresses": ["leah@example.org"], "mailTipsOptions": "automaticReplies"}

    own = await call("POST", f"users/{SENDER}/getMailTips", body)
    other = await call("POST", "users/leah@example.org/getMailTips", body)

    assert (own.status, other.status) == (200, 403)
