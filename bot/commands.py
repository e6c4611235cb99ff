"""The commands of app.py: each prints what it did and returns its exit code."""

import asyncio
import gc
import os
import sys
from argparse import Namespace
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.adapters.clock import today, utc_now
from bot.bootstrap.accepted_content import accepted_content
from bot.content import Content, ContentRefused
from bot.content.loading.loader import SHIPPED

MANIFEST = Path(__file__).parent.parent / "manifest"
PACKAGE = Path("build/be-social-media-aware.zip")


def local(options: Namespace) -> int:
    """Serves on this machine alone, without tokens; mails are files."""
    _without_gc()
    from bot.bootstrap.local import LocalRefused, serve_locally

    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(serve_locally(options, _content()))
    except (LocalRefused, ContentRefused) as refused:
        return _refused(refused.errors)
    return 0


def serve(_: Namespace) -> int:
    """Serves in production; every setting comes from the environment."""
    _without_gc()
    from bot.adapters.storage.engine.migrate import CannotOpen
    from bot.bootstrap.production import serve as serve_until_stopped
    from bot.settings import Settings, SettingsRefused

    try:
        settings = Settings.read(os.environ)
        asyncio.run(serve_until_stopped(settings, _content(settings.content_dir)))
    except SettingsRefused as refused:
        return _refused(refused.reasons)
    except ContentRefused as refused:
        return _refused(refused.errors)
    except CannotOpen as refused:
        return _refused([str(refused)])
    except OSError as error:
        return _refused([f"HOST and PORT cannot be used: {error.strerror}."])
    return 0


def version() -> int:
    """Prints the versions of the release, the schema and the content."""
    from bot.release import what_runs

    try:
        runs = what_runs(_content())
    except ContentRefused as refused:
        return _refused(refused.errors)
    _say(", ".join(f"{name} {number}" for name, number in runs.items()))
    return 0


def doctor(options: Namespace) -> int:
    """Proves every setting and right by using it, and prints a cure for each fault."""
    from bot.doctor.command import doctor as examine

    return examine(options)


def check(options: Namespace) -> int:
    """Validates content, every card and the manifest; with `--presses`, counts the ways to Send."""
    from bot.domain.presses import ways
    from bot.packaging.package import package_faults

    try:
        content = _content()
    except ContentRefused as refused:
        return _refused([*refused.errors, *package_faults(MANIFEST)])
    if found := package_faults(MANIFEST):
        return _refused(found)
    for warning in content.warnings:
        _say(f"note: {warning}")
    for way in ways(content.catalogue) if options.presses else ():
        _say(f"{way.presses:3} presses: {way.name}")
    _say(f"Content {content.version}, cards and manifest are good.")
    return 0


def package(_: Namespace) -> int:
    """Writes the Teams app package and a bill of materials, for content that `check` accepts."""
    from bot.packaging.package import PackageRefused, build
    from bot.packaging.sbom import write_sbom

    try:
        _content()
        written = build(MANIFEST, os.environ, PACKAGE)
    except ContentRefused as refused:
        return _refused(refused.errors)
    except PackageRefused as refused:
        return _refused(refused.reasons)
    bill = write_sbom(MANIFEST.parent, PACKAGE.with_suffix(".cdx.json"), at=utc_now())
    _say(f"Wrote {written} and {bill}")
    return 0


def export(options: Namespace) -> int:
    """Writes all stored data of one report, and records the export."""
    from bot.admin.commands import export as export_record

    return export_record(options)


def purge(options: Namespace) -> int:
    """Counts what retention no longer allows; with `--apply`, deletes it."""
    from bot.admin.commands import purge as purge_records

    return purge_records(options)


def release(options: Namespace) -> int:
    """Prints the state of a mail; records what became of a missing one."""
    from bot.admin.commands import release as release_mail

    return release_mail(options)


def insight(options: Namespace) -> int:
    """Prints what the counters say, without groups of people that are too small."""
    from bot.admin.commands import insight as print_insight

    return print_insight(options)


def _without_gc() -> None:
    """Turns the cyclic collector off until the bot has started and `gc.freeze` exempts its objects.

    Almost nothing that a start allocates is garbage. Medians of seven starts each, in turns, on two
    busy cores: 1.8 s to the first request instead of 2.4 s, and 3.8 s CPU instead of 4.3 s for the
    start and 420 turns. A turn's latency differs by less than its noise.
    """
    gc.disable()


def _content(folder: Path | None = None) -> Content:
    folder = folder or Path(os.environ.get("CONTENT_DIR") or SHIPPED)
    return accepted_content(folder, today=today())


def _refused(reasons: Iterable[str]) -> int:
    for reason in reasons:
        sys.stderr.write(f"{reason}\n")
    return 1


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
