"""Which path does what, and the rights it takes."""

from aiohttp import web

from tests.stand_ins.graph.away import Away
from tests.stand_ins.graph.form import ROOT, WellFormed
from tests.stand_ins.graph.gate import GraphGate
from tests.stand_ins.graph.installs import Installs
from tests.stand_ins.graph.outlook import Outlook
from tests.stand_ins.graph.people import PeopleStandIn
from tests.stand_ins.graph.refusals import Refused
from tests.stand_ins.graph.uploads import PATH, Uploads

READ = {"Mail.Read", "Mail.ReadWrite"}
WRITE = {"Mail.ReadWrite"}
MAILBOX = ROOT + "/users/{mailbox}"
MESSAGES = f"{MAILBOX}/messages"
MESSAGE = MESSAGES + "/{message}"
FOLDERS = f"{MAILBOX}/mailFolders"
USERS = f"{ROOT}/users"


def routes(
    gate: GraphGate,
    outlook: Outlook,
    uploads: Uploads,
    directory: PeopleStandIn,
    away: Away,
    installs: Installs,
) -> list[web.RouteDef]:
    """All that Graph answers here."""
    guard = gate.guard
    return [
        web.post(MESSAGES, guard("create", WRITE, outlook.create)),
        web.get(MESSAGES, guard("look_up", READ, outlook.all_messages), allow_head=False),
        web.get(MESSAGE, guard("read", READ, outlook.get), allow_head=False),
        web.patch(MESSAGE, guard("change", WRITE, outlook.change)),
        web.delete(MESSAGE, guard("delete", WRITE, outlook.delete)),
        web.post(f"{MESSAGE}/createReply", guard("reply", WRITE, outlook.reply)),
        web.post(f"{MESSAGE}/send", guard("send", {"Mail.Send"}, outlook.send)),
        web.post(f"{MESSAGE}/attachments", guard("attach", WRITE, outlook.attach)),
        web.post(
            f"{MESSAGE}/attachments/createUploadSession", guard("attach", WRITE, uploads.open)
        ),
        web.put(PATH + "/{session}", uploads.put),
        web.get(
            f"{FOLDERS}/sentitems/messages",
            guard("sent_items", READ, outlook.sent_items),
            allow_head=False,
        ),
        web.get(
            f"{FOLDERS}/inbox/messages",
            guard("inbox", READ, outlook.inbox),
            allow_head=False,
        ),
        web.get(
            FOLDERS + "/{folder}/messages",
            guard("look_up", READ, outlook.in_folder),
            allow_head=False,
        ),
        web.post(f"{MAILBOX}/sendMail", guard("send_bare", set(), _not_granted)),
        web.post(
            f"{MAILBOX}/getMailTips",
            guard("tips", {"MailTips.ReadBasic.All", *READ}, away.mail_tips),
        ),
        web.get(
            f"{MAILBOX}/mailboxSettings",
            guard("tips", {"MailboxSettings.Read"}, away.settings),
            allow_head=False,
        ),
        *_installs(gate, installs),
        *_directory(gate, directory),
    ]


def _installs(gate: GraphGate, installs: Installs) -> list[web.RouteDef]:
    write = {"TeamsAppInstallation.ReadWriteSelfForUser.All"}
    read = {"TeamsAppInstallation.ReadForUser.All", *write}
    path = USERS + "/{user}/teamwork/installedApps"
    return [
        web.post(path, gate.guard("install", write, installs.add)),
        web.get(path, gate.guard("installed", read, installs.listed), allow_head=False),
        web.get(
            f"{ROOT}/appCatalogs/teamsApps",
            gate.guard("catalogue", {"AppCatalog.Read.All"}, installs.offered),
            allow_head=False,
        ),
    ]


def _directory(gate: GraphGate, directory: PeopleStandIn) -> list[web.RouteDef]:
    basic = {"User.ReadBasic.All", "User.Read.All"}
    return [
        web.get(USERS, gate.guard("search", basic, directory.search), allow_head=False),
        web.get(USERS + "/{user}", gate.guard("person", basic, directory.person), allow_head=False),
        web.get(
            USERS + "/{user}/manager",
            gate.guard("manager", set(), directory.manager),
            allow_head=False,
        ),
    ]


def _not_granted(asked: WellFormed) -> web.Response:
    raise Refused(403, "ErrorAccessDenied")
