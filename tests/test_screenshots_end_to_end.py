"""Screenshots that headless Chromium takes, read and looked up: a terminal window, pages in a browser."""

from __future__ import annotations

import html
import shutil
import subprocess
from pathlib import Path

import pytest

import kb
from kb.edges.ocr import installed

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)

pytestmark = [
    pytest.mark.skipif(not installed(), reason="the extra `ocr` is not installed"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to take screenshots with"),
]

POWERSHELL = """\
PS C:\\Users\\svc-sync> Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/ProvisioningService.svc
Invoke-WebRequest : The remote server returned an error: (407) Proxy Authentication Required.
At line:1 char:1
+ Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/Pr ...
+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : InvalidOperation: (System.Net.HttpWebRequest) [Invoke-WebRequest], WebException
    + FullyQualifiedErrorId : WebCmdletWebResponseException,Microsoft.PowerShell.Commands.InvokeWebRequestCommand
PS C:\\Users\\svc-sync> _"""

TERMINAL = """<!doctype html><meta charset="utf-8"><title>PowerShell</title>
<style>
body {{ margin: 0; background: #3a6ea5 }}
main {{ margin: 30px; width: 82ch; font: {size}px/1.25 "DejaVu Sans Mono", "Liberation Mono", monospace }}
header {{ background: #202020; color: #ddd; padding: 7px 12px; font-family: sans-serif }}
header span {{ float: right; letter-spacing: 1.2em }}
pre {{ margin: 0; padding: 8px; background: {ground}; color: {ink}; font: inherit }}
pre {{ white-space: pre-wrap; word-break: break-all }}
</style>
<main><header><span>–□✕</span>Administrator: Windows PowerShell</header><pre>{text}</pre></main>"""

SIGN_IN = """<!doctype html><meta charset="utf-8"><title>Sign in to your account</title>
<style>
body { margin: 0; background: #f2f2f2; font: 15px "Segoe UI", "Liberation Sans", sans-serif }
main { margin: 60px auto; padding: 44px; width: 352px; background: #fff; box-shadow: 0 2px 6px #0003 }
h1 { font-size: 24px } footer { color: #666; font-size: 12px }
</style>
<main><b>Microsoft</b><h1>Sign in</h1><p>Sorry, but we’re having trouble signing you in.</p>
<p>AADSTS50020: User account 'guest@example.com' from identity provider 'live.com' does not exist in tenant 'Northwind'
and cannot access the application '797f4846-ba00-4fd7-ba43-dac1f8f63013' in that tenant. The account needs to be added
as an external user in the tenant first.</p>
<footer>Request Id: c3d2e1f0-a9b8-4776-8554-433221100f00<br>Timestamp: 2026-11-21T09:06:07Z</footer></main>"""

RECIPE = """<!doctype html><meta charset="utf-8"><title>Recipes</title>
<body style="font: 16px sans-serif"><h1>Apple pie</h1><p>Peel six apples. Bake for 45 minutes at 180 degrees.</p>"""


UNREACHABLE = """<!doctype html><meta charset="utf-8"><title>login.microsoftonline.com</title>
<style>
body { margin: 0; background: #202124; color: #9aa0a6; font: 15px/1.6 "Segoe UI", "Liberation Sans", sans-serif }
main { margin: 100px auto; width: 600px } h1 { font-size: 24px; font-weight: 500; color: #bdc1c6 }
</style>
<main><h1>No internet</h1><p>There is something wrong with the proxy server, or the address is incorrect.</p>
<p>Try:</p><ul><li>Contacting the system admin</li><li>Checking the proxy address</li></ul>
<p style="font-size: 12px">ERR_PROXY_CONNECTION_FAILED</p></main>"""
"""What Chromium shows where its proxy does not answer; of that page itself it takes no screenshot without a window."""


def photograph(where: str, folder: Path, *, scale: float = 1.0, size: str = "1000,520") -> Path:
    """The screenshot that Chromium takes of an address."""
    assert CHROMIUM is not None
    shot = folder / "Screenshot of today.png"
    flags = (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}", f"--force-device-scale-factor={scale}", f"--window-size={size}",
        f"--screenshot={shot}", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
    )  # fmt: skip
    subprocess.run([CHROMIUM, *flags, where], capture_output=True, check=True, timeout=120, cwd=folder)
    return shot


def page(folder: Path, source: str) -> str:
    """The address of a page with this source."""
    path = folder / "page.html"
    path.write_text(source, encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_a_terminal_window(scale: float, tmp_path: Path, book: kb.KnowledgeBase) -> None:
    source = TERMINAL.format(text=html.escape(POWERSHELL), size=14, ink="#ff5555", ground="#012456")
    found = book.lookup_image(photograph(page(tmp_path, source), tmp_path, scale=scale, size="900,420"))
    assert found.answer is not None and found.answer.id == "http-407-proxy", found.text
    lines = [line.replace(" ", "") for line in found.text.splitlines()]
    wrapped = next(n for n, line in enumerate(lines) if "returnedanerror:(407)" in line)
    assert "Authentication" in "".join(lines[wrapped : wrapped + 2])  # the next line of the console follows it


def test_the_text_of_a_terminal_window_is_whole(tmp_path: Path, book: kb.KnowledgeBase) -> None:
    source = TERMINAL.format(text=html.escape(POWERSHELL), size=16, ink="#eeedf0", ground="#0c0c0c")
    found = book.lookup_image(photograph(page(tmp_path, source), tmp_path))
    joined = "".join(found.text.split())
    for literal in ("https://adminwebservice.microsoftonline.com/ProvisioningService.svc", "[Invoke-WebRequest]"):
        assert literal in joined, found.text


def test_a_sign_in_page_in_the_browser(tmp_path: Path, book: kb.KnowledgeBase) -> None:
    found = book.lookup_image(photograph(page(tmp_path, SIGN_IN), tmp_path, size="900,640"))
    assert found.answer is not None and found.answer.id == "aadsts50020", found.text
    assert "AADSTS50020" in found.codes


def test_the_browsers_own_error_page(tmp_path: Path, book: kb.KnowledgeBase) -> None:
    found = book.lookup_image(photograph(page(tmp_path, UNREACHABLE), tmp_path))
    assert "ERR_PROXY_CONNECTION_FAILED" in found.codes, found.text
    assert found.answer is not None and found.answer.id == "chrome-err-proxy-connection-failed"


def test_a_page_without_an_error_gets_no_answer(tmp_path: Path, book: kb.KnowledgeBase) -> None:
    found = book.lookup_image(photograph(page(tmp_path, RECIPE), tmp_path))
    assert "Apple pie" in found.text
    assert found.answer is None
