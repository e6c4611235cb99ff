"""What can be wrong with an organisation, one thing at a time, and what the doctor must say."""

from dataclasses import dataclass

from tests.doctor.breaks import (
    Break,
    answers,
    broken_content,
    certificate,
    clock_ahead,
    entra_for_graph,
    entra_says,
    file_for_a_folder,
    forgotten_key,
    holds,
    lacks,
    no_mailbox,
    other_file,
    recipient,
    sets,
    silent_entra,
    tenant_wide_mail,
    unplugged_graph,
    unreachable_keys,
    useless_keys,
)
from tests.doctor.conftest import AROHA
from tests.stand_ins.entra import SECRET
from tests.stand_ins.graph import NAMED, SENDER


@dataclass(frozen=True)
class Flaw:
    """One fault: how it comes about, and which check says what of its cause and its cure."""

    name: str
    breaks: Break
    check: str
    cause: str
    cure: str
    also: frozenset[str] = frozenset()
    """Other checks that fail for a reason of their own."""


NO_NAME = "nobody.invalid"

FAULTS = (
    Flaw("no app id", sets(BOT_APP_ID=""), "BOT_APP_ID", "is not set", "environment"),
    Flaw("port", sets(PORT="70000"), "PORT", "PORT is not valid", "environment"),
    Flaw(
        "misspelt",
        lambda world: world.environment.update(
            BOT_SERVICE_HOST=world.environment.pop("BOT_SERVICE_HOSTS")
        ),
        "BOT_SERVICE_HOSTS",
        "BOT_SERVICE_HOST is no setting; BOT_SERVICE_HOSTS was meant?",
        "environment",
    ),
    Flaw(
        "no credential",
        sets(BOT_APP_PASSWORD=""),
        "BOT_APP_PASSWORD",
        "are both not set",
        "environment",
    ),
    Flaw("sender", sets(MAIL_SENDER="nobody"), "MAIL_SENDER", "is not valid", "environment"),
    Flaw(
        "database address",
        sets(DATABASE_URL=f"postgresql+asyncpg://bot:{SECRET}/bot"),
        "DATABASE_URL",
        "is not valid",
        "environment",
    ),
    Flaw(
        "vault",
        sets(DATABASE_URL="@Microsoft.KeyVault(SecretUri=https://vault.example.org/secrets/url)"),
        "DATABASE_URL",
        "is still a reference to a vault",
        "Key Vault Secrets User",
    ),
    Flaw(
        "vault of the secret",
        sets(BOT_APP_PASSWORD="@Microsoft.KeyVault(VaultName=example;SecretName=secret)"),
        "BOT_APP_PASSWORD",
        "is still a reference to a vault",
        "lets the host's network in",
    ),
    Flaw(
        "any secret",
        sets(BOT_APP_PASSWORD="another invented one"),
        "graph.token",
        "does not take the bot's credential (invalid_client)",
        "client secret",
    ),
    Flaw("wrong secret", entra_says(7000215), "graph.token", "is no client secret", "not its id"),
    Flaw("old secret", entra_says(7000222), "graph.token", "has expired", "new client secret"),
    Flaw("no tenant", entra_says(90002), "graph.token", "no organisation", "directory id"),
    Flaw("a copy", entra_says(7000229), "graph.token", "no enterprise application", "Make one"),
    Flaw("disabled", entra_says(7000112), "graph.token", "is disabled", "sign in again"),
    Flaw("policy", entra_says(53003), "graph.token", "Conditional Access", "except the bot"),
    Flaw(
        "strange certificate",
        entra_says(700027),
        "graph.token",
        "is not one of this application's",
        "Upload its public part",
    ),
    Flaw("other time", entra_says(700024), "graph.token", "finds the time", "time service"),
    Flaw("no app", entra_says(700016), "graph.token", "There is no application", "Compare both"),
    Flaw("other cloud", entra_says(500011), "graph.token", "does not know", "GRAPH_BASE_URL"),
    Flaw(
        "another reason",
        lambda world: world.entra.answers_next(400, error="interaction_required"),
        "graph.token",
        "refuses the bot, and not just now (interaction_required)",
        "sign-ins",
    ),
    Flaw(
        "other tenant",
        sets(BOT_TENANT_ID="5f0c1d0e-6a53-4f1b-9a41-0d3c2b1a0002"),
        "entra.reach",
        "does not know the organisation BOT_TENANT_ID",
        "directory id",
    ),
    Flaw(
        "no Entra",
        silent_entra,
        "entra.reach",
        "gave no answer",
        "firewall",
        frozenset({"channel.reach"}),
    ),
    Flaw(
        "certificate ended",
        certificate(begins=-9, ends=-1),
        "certificate",
        "ended on",
        "new certificate",
    ),
    Flaw(
        "certificate to come",
        certificate(begins=1),
        "certificate",
        "is not valid yet",
        "new certificate",
    ),
    Flaw(
        "another key",
        certificate(own_key=False),
        "certificate",
        "belongs to another key",
        "one PEM file",
    ),
    Flaw(
        "no Graph",
        unplugged_graph,
        "graph.reach",
        "Microsoft Graph at GRAPH_BASE_URL takes no connection",
        "HTTPS_PROXY does not count here",
    ),
    Flaw(
        "no such name",
        sets(GRAPH_BASE_URL=f"https://{NO_NAME}/v1.0"),
        "graph.reach",
        "The host name of Microsoft Graph at GRAPH_BASE_URL is not known here.",
        "DNS",
    ),
    Flaw("not Graph", entra_for_graph, "graph.reach", "is not Microsoft Graph", "/v1.0"),
    Flaw("busy", answers("search", "unavailable"), "directory.person", "just now", "Run doctor"),
    Flaw(
        "no directory",
        lacks("User.Read.All"),
        "directory.person",
        "User.Read.All is not granted",
        "permission User.Read.All, with admin consent",
    ),
    Flaw(
        "only basics",
        holds("User.ReadBasic.All", instead_of="User.Read.All"),
        "directory.leader",
        "User.Read.All is not granted",
        "permission User.Read.All, with admin consent",
    ),
    Flaw("no mailbox", no_mailbox, "mail.mailbox", "There is no mailbox", "Exchange Online"),
    Flaw(
        "no mail",
        lacks("Mail.ReadWrite"),
        "mail.mailbox",
        "Application Mail.ReadWrite is not granted, or not for this (ErrorAccessDenied)",
        '"Application Mail.ReadWrite"',
    ),
    Flaw(
        "only reading",
        holds("Mail.Read", instead_of="Mail.ReadWrite"),
        "mail.draft",
        "Application Mail.ReadWrite is not granted",
        '"Application Mail.ReadWrite"',
    ),
    Flaw(
        "no sending",
        lacks("Mail.Send"),
        "mail.send",
        "Application Mail.Send is not granted",
        'the Exchange role "Application Mail.Send"',
    ),
    Flaw("not found", forgotten_key, "mail.find", "not found by its mark", "Exchange Online"),
    Flaw("stays", answers("delete", "other_mailbox"), "mail.delete", "draft stays", "by hand"),
    Flaw(
        "every mailbox",
        tenant_wide_mail,
        "mail.scope.read",
        "may read SECURITY_MAILBOX: its grant is not scoped",
        "Remove Mail.*",
        frozenset({"mail.scope.send"}),
    ),
    Flaw(
        "one mailbox",
        sets(SECURITY_MAILBOX=SENDER),
        "mail.apart",
        "are one mailbox",
        "mailbox of its own",
    ),
    Flaw(
        "misspelt recipient",
        sets(SECURITY_MAILBOX="securitypriorityevnt@example.org"),
        "mail.recipient",
        "Exchange does not know SECURITY_MAILBOX (ErrorInvalidRecipients)",
        "Correct SECURITY_MAILBOX",
    ),
    Flaw(
        "recipient with any error",
        recipient(error="SomethingThatNobodyKnows"),
        "mail.recipient",
        "Exchange does not know SECURITY_MAILBOX (SomethingThatNobodyKnows)",
        "Correct SECURITY_MAILBOX",
    ),
    Flaw(
        "full recipient",
        recipient(is_full=True),
        "mail.recipient",
        "SECURITY_MAILBOX is full",
        "emptied",
    ),
    Flaw(
        "restricted recipient",
        recipient(is_restricted=True),
        "mail.recipient",
        "takes no mail from MAIL_SENDER",
        "accept messages from MAIL_SENDER",
    ),
    Flaw(
        "moderated recipient",
        recipient(is_moderated=True),
        "mail.recipient",
        "waits until a moderator",
        "bypass the moderation",
    ),
    Flaw(
        "token refused",
        answers("person", "token_refused"),
        "graph.access",
        "does not take the bot's token",
        "of one cloud",
    ),
    Flaw(
        "proxy", answers("create", "too_large"), "mail.draft", "not expected (413", "GRAPH_BASE_URL"
    ),
    Flaw("other file", other_file, "database.open", "is not a database", "file of the bot's own"),
    Flaw("no folder", file_for_a_folder, "database.open", "Not a directory", "folder"),
    Flaw("clock", clock_ahead(minutes=-10), "clock", "seconds behind", "time service"),
    Flaw(
        "far future",
        clock_ahead(days=200 * 365),
        "holidays",
        "are not known",
        "package holidays",
        frozenset({"clock"}),
    ),
    Flaw("content", broken_content, "content", "scenario > base", "app.py check"),
    Flaw("no keys", unreachable_keys, "channel.keys", "status 503", "127.0.0.1"),
    Flaw(
        "useless keys",
        useless_keys,
        "channel.keys",
        "are not the keys that Teams signs with (status 200)",
        "proxy",
    ),
    Flaw(
        "no channel",
        sets(BOT_SERVICE_HOSTS=NO_NAME),
        "channel.reach",
        f"The host name of {NO_NAME}, of BOT_SERVICE_HOSTS, is not known",
        "DNS",
    ),
    Flaw("host", sets(HOST="192.0.2.1"), "listen", "no address of this host", "an address it has"),
)
NOTABLE = (
    Flaw("soon", certificate(ends=20), "certificate", "ends in", "new certificate"),
    Flaw("clock", clock_ahead(minutes=2), "clock", "seconds ahead of", "time service"),
    Flaw(
        "away",
        lambda world: world.graph.answers_next("tips", NAMED["other_mailbox"], times=2),
        "mail.away",
        "The bot cannot see who is away",
        "MailTips.ReadBasic.All, with admin consent",
    ),
    Flaw(
        "nobody",
        lambda world: world.graph.people.__delitem__(slice(0, 2)),
        "directory.person",
        "Nobody was found",
        "in Entra",
    ),
    Flaw(
        "no leaders",
        lambda world: world.graph.people.remove(AROHA),
        "directory.leader",
        "Nobody was found who has a manager",
        "their managers are in Entra",
    ),
    Flaw(
        "security elsewhere",
        sets(SECURITY_MAILBOX="duty@elsewhere.example.com"),
        "mail.scope.read",
        "there is no mailbox SECURITY_MAILBOX",
        "spelling",
    ),
    Flaw(
        "security outside",
        sets(SECURITY_MAILBOX="duty@elsewhere.example.com"),
        "mail.recipient",
        "leaves the organisation",
        "is meant to",
    ),
    Flaw(
        "no tips",
        lambda world: world.graph.answers_next("tips", NAMED["other_mailbox"], times=2),
        "mail.recipient",
        "is not proved",
        "MailTips.ReadBasic.All, with admin consent",
    ),
)
