"""A browser as narrow as a phone, the page with a scripted bot behind it, and the program as `make playground` runs it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.botapi.playground.scene import Scene
from tests.botapi.playground.server import Playground
from tests.botapi.server import BotApiServer
from tests.playground.scripted import scripted

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PHONE = 390


# By module: the library runs an event loop in this thread as long as it is there, and other tests run their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if _CHROMIUM is None:
        if os.environ.get("NEEDS_BROWSER"):
            pytest.fail("there is no Chromium, and NEEDS_BROWSER asks for it")
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must not fail, nor ask for anything beyond this machine."""
    context = browser.new_context(
        viewport={"width": PHONE, "height": 844}, permissions=["clipboard-read", "clipboard-write"]
    )
    page, complaints = context.new_page(), list[str]()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.append(asked.url) if outside(asked.url) else None)
    yield page
    context.close()
    assert complaints == []


def outside(address: str) -> bool:
    """Whether an address leads away from this machine."""
    return not address.startswith(("http://127.0.0.1:", "data:"))


@pytest.fixture
def scene() -> Iterator[Scene]:
    """The chats, with the scripted bot polling."""
    with BotApiServer(username="yinju_bot") as server, scripted(server):
        yield Scene(server)


@pytest.fixture
def site(scene: Scene) -> Iterator[Playground]:
    with Playground(scene) as site:
        yield site


@pytest.fixture
def chat(site: Playground, page: Page) -> Page:
    """The page, open."""
    page.goto(site.url)
    page.get_by_role("button", name="开始").wait_for()
    return page


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page with the real bot behind it, as the program prints it."""
    folder = tmp_path_factory.mktemp("playground") / "library"
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "YINJU_"))}
    options = ["--port", "0", "--library", str(folder), "--docs", "data/sample"]
    command = [sys.executable, "-m", "tests.botapi.playground", *options]
    with subprocess.Popen(command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        try:
            assert found, line + running.communicate()[1]
            yield found.group()
        finally:
            running.send_signal(signal.SIGINT)
            rest, errors = running.communicate(timeout=30)
    assert (running.returncode, rest) == (0, ""), "it says one line, and stops when asked"
    assert "Traceback" not in errors


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where to keep pictures of the page for a person to look at, if anywhere."""
    folder = os.environ.get("SHOTS")
    return Path(folder) if folder else None
