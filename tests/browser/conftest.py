"""A headless Chromium, and the reasons for which there may be none to drive."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from bot.adapters.local.playground.process import PACKAGE
from tests.browser.demonstration import Demonstration, demonstration
from tests.shared_run import shared_by

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # The page asks for fonts and animations from outside; a test must not wait for them.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session")
def lack(pytestconfig: pytest.Config) -> str | None:
    """Why no window can be opened here, or None."""
    run = shared_by(pytestconfig)
    # npx fills a cache that all processes of a run share.
    with run.one_at_a_time("npx") if run else nullcontext():
        return _lack()


def _lack() -> str | None:
    if _chromium() is None:
        return f"none of {', '.join(CHROMIUM)} is on the PATH"
    if shutil.which("node") is None or shutil.which("npx") is None:
        return "Node.js with npx is not on the PATH"
    try:
        subprocess.run(
            ["npx", "--yes", PACKAGE, "--version"], check=True, capture_output=True, timeout=300
        )
    except (OSError, subprocess.SubprocessError):
        return f"npx cannot run {PACKAGE}"
    return None


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@pytest.fixture
async def browser(lack: str | None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Browser]:
    """A fresh Chromium; Playgrounds started meanwhile open no browser of their own."""
    if lack:
        pytest.skip(lack)
    monkeypatch.setenv("TEAMSAPPTESTER_BROWSER", "none")
    async with async_playwright() as driver:
        chromium = await driver.chromium.launch(executable_path=_chromium(), args=list(FLAGS))
        yield chromium
        await chromium.close()


@pytest.fixture
async def shown(browser: Browser, tmp_path: Path) -> AsyncIterator[Demonstration]:
    """The README's command, with both windows open."""
    async with demonstration(browser, tmp_path) as shown:
        yield shown
