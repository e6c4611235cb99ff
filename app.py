"""The command line."""

import sys
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from bot import commands


class _Version(Action):
    """Asked for instead of a command. Known only once the content has been read."""

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        parser.exit(commands.version())


def main() -> int:
    """Runs one command and returns its exit code."""
    parser = ArgumentParser(prog="app.py", description="Be social media aware: the Teams bot.")
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="say which release, schema and content this is"
    )
    known = parser.add_subparsers(dest="command", required=True)
    local = known.add_parser("local", help="try it on this machine, with invented people")
    local.add_argument("--port", type=int, default=3978)
    local.add_argument("--data", type=Path, default=Path(".data"), help="folder for what is kept")
    local.add_argument("--people", type=Path, help="a people file in place of the sample")
    local.add_argument("--playground", action="store_true", help="open two chat windows")
    local.add_argument("--terminal", action="store_true", help="chat in this terminal")
    known.add_parser("serve", help="production; every setting from the environment")
    doctor = known.add_parser("doctor", help="prove the settings of production one by one")
    doctor.add_argument("--json", action="store_true", help="for a pipeline")
    doctor.add_argument(
        "--send-test", action="store_true", help="send Security one test mail, and see if it comes"
    )
    checking = known.add_parser("check", help="validate content, cards and manifest")
    checking.add_argument(
        "--presses", action="store_true", help="print how many presses each way to Send takes"
    )
    known.add_parser("package", help="write the Teams app package")
    export = known.add_parser("export", help="all that is kept of one report, as JSON")
    export.add_argument("reference")
    purge = known.add_parser("purge", help="say what has been kept long enough")
    purge.add_argument("--apply", action="store_true", help="and delete it")
    release = known.add_parser("release", help="end the search for a mail that is missing")
    release.add_argument("reference")
    release.add_argument("--arrived", action="store_true", help="Security has it")
    release.add_argument("--again", action="store_true", help="send it once more, marked as a copy")
    insight = known.add_parser("insight", help="what is asked for, when, and where people stop")
    insight.add_argument("--json", action="store_true", help="for a program")
    options = parser.parse_args()
    return {
        "local": commands.local,
        "serve": commands.serve,
        "doctor": commands.doctor,
        "check": commands.check,
        "package": commands.package,
        "export": commands.export,
        "purge": commands.purge,
        "release": commands.release,
        "insight": commands.insight,
    }[options.command](options)


if __name__ == "__main__":
    sys.exit(main())
