"""Whole dialogues in a real terminal: the chat in tmux, typed and pasted to, and all that stood on the screen.

What was on the screen is compared with a file in `transcripts/`. ERRKB_WRITE_TRANSCRIPTS=1 writes the files anew;
then read the difference. The words that make a dialogue right are asked for here, so that no file can lose them.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import kb
from kb_cli.session import State, reply
from kb_cli.terminal import Screen

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="there is no tmux")

FOLDER = Path(__file__).parent / "transcripts"
PATIENCE = 10.0
COLUMNS, ROWS = 80, 50


@dataclass(frozen=True)
class Paste:
    """A text from the clipboard."""

    text: str


@dataclass(frozen=True)
class Transcript:
    """A dialogue: what is typed and pasted, and the words that its answers must hold, in their order."""

    said: tuple[str | Paste, ...]
    held: tuple[str, ...]
    platform: str = "windows"


TEAMS = Paste("""Teams says to ana.silva@contoso.com:
We weren't able to connect. Please check your network connection and try again. (CAA20004)
Correlation ID: b6b8a1c2-2f6b-4c5a-8a33-0f2c1f6f1a11
""")
NSLOOKUP = Paste("""C:\\>nslookup login.microsoftonline.com
Server:  dc01.corp.contoso.com
Address:  10.0.0.4

*** dc01.corp.contoso.com can't find login.microsoftonline.com: Non-existent domain
""")
ISSUER = Paste("""Issued To
Common Name (CN)	teams.microsoft.com
Organization (O)	<Not Part Of Certificate>
Organizational Unit (OU)	<Not Part Of Certificate>
Issued By
Common Name (CN)	Zscaler Intermediate Root CA (zscalertwo.net)
Organization (O)	Zscaler Inc.
Organizational Unit (OU)	Zscaler Inc.
Validity Period
Issued On	Monday, November 2, 2026 at 1:00:00 AM
Expires On	Monday, November 16, 2026 at 1:00:00 AM
""")
WIZARD = Paste("""Azure AD Connect: Connect to Azure AD
The installation wizard hasn't been correctly configured.
""")
PROBE_407 = Paste("""PS C:\\> Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/ProvisioningService.svc
Invoke-WebRequest : The remote server returned an error: (407) Proxy Authentication Required.
At line:1 char:1
+ Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/Pro ...
+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : InvalidOperation: (System.Net.HttpWebRequest:HttpWebRequest), WebException
    + FullyQualifiedErrorId : WebCmdletWebResponseException,Microsoft.PowerShell.Commands.InvokeWebRequestCommand
""")
CAPTURE = Paste("""No.	Time	Source	Destination	Protocol	Length	Info
12	1.002113	10.20.1.15	40.126.32.7	TCP	66	51544 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=256 SACK_PERM
19	2.015338	10.20.1.15	40.126.32.7	TCP	66	[TCP Retransmission] 51544 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460
31	4.030921	10.20.1.15	40.126.32.7	TCP	66	[TCP Retransmission] 51544 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460
55	8.031007	10.20.1.15	40.126.32.7	TCP	66	[TCP Retransmission] 51544 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460
""")
CURL_GOOD = Paste("""ana@MacBook-Pro ~ % curl -I https://teams.microsoft.com
HTTP/2 200
content-type: text/html; charset=utf-8
strict-transport-security: max-age=2592000

ana@MacBook-Pro ~ % curl -I https://login.microsoftonline.com
HTTP/2 302
location: https://www.office.com/login
strict-transport-security: max-age=31536000; includeSubDomains
""")
DIG_TEAMS = Paste("""ana@MacBook-Pro ~ % dig teams.microsoft.com

; <<>> DiG 9.10.6 <<>> teams.microsoft.com
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4711
;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1

;; QUESTION SECTION:
;teams.microsoft.com.		IN	A

;; ANSWER SECTION:
teams.microsoft.com.	3600	IN	A	52.123.129.14

;; Query time: 12 msec
""")
DIG_LOGIN = Paste(
    DIG_TEAMS.text.replace("teams.microsoft.com", "login.microsoftonline.com").replace("52.123.129.14", "20.190.160.14")
)

TRANSCRIPTS = {
    "dns": Transcript(
        ("CAA20004", NSLOOKUP, "1"),
        (
            "Teams sign-in error CAA20004",
            "Bad: a lookup fails or shows addresses you do not expect: DNS is",
            "can't find login.microsoftonline.com: Non-existent",
            "- likely (check 1): DNS does not resolve Microsoft's names.",
            "1. Try a public DNS provider (public-dns-switch)",
            "> 1 Try a public DNS provider ",
        ),
    ),
    "tls-inspection": Transcript(
        ("Teams sign in fails with CAA20004", ISSUER, "1"),
        (
            "% sure: code CAA20004",
            "Bad: the issuer is the firewall appliance",
            "Zscaler",
            "- likely (check 10): HTTPS traffic is intercepted",
            "(teams-tls-inspection)",
            "> 1 TLS inspection breaks Teams ",
        ),
    ),
    "proxy-wants-a-sign-in": Transcript(
        ("/set proxy proxy.contoso.com:3128", WIZARD, PROBE_407, "1", "/next 4"),
        (
            "proxy's name: proxy.contoso.com",
            "The installation wizard hasn't been correctly configured",
            "Bad: `407`: the proxy wants a sign-in.",
            "1. 407 Proxy Authentication Required (http-407-proxy)",
            "-Proxy http://proxy.contoso.com:3128 -ProxyUseDefaultCredentials",
        ),
    ),
    "connector-goes-direct": Transcript(
        ("the connector must use the outbound proxy but it does not", CAPTURE, "1"),
        (
            "Connector goes through the outbound proxy",
            "Check 6: Does it go direct instead?",
            "the connector goes direct,",
            "[TCP Retransmission] 51544",
            "(connector-machine-config-fallback)",
        ),
    ),
    "undecided": Transcript(
        (
            TEAMS,
            CURL_GOOD,
            DIG_TEAMS,
            DIG_LOGIN,
            "which ports?",
            "skip",
            "/checks",
            "ticket",
        ),
        (
            "Your text is from macOS: commands are now for it.",
            "Good: both print an HTTP status line and headers",
            "What is missing is the output for login.microsoftonline.com.",
            "Good: both names come back with valid IP addresses.",
            "UDP 3478-3481",
            "(skipped)",
            "Undecided: 2 checks were good, and none has shown a cause.",
            "- unlikely (check 1, 2): DNS does not resolve Microsoft's names.",
            "Identity administrator: ",
            "`<mail-1>`: mail",
        ),
    ),
}


class Tmux:
    """The chat in a window of its own tmux."""

    def __init__(self, socket: Path, state: Path, platform: str) -> None:
        self._socket = str(socket)
        command = f"{shlex.quote(sys.executable)} -m kb_cli chat --platform {platform}"
        settings = {"KB_STATE_DIR": str(state), "KB_CACHE_DIR": os.environ["KB_CACHE_DIR"], "NO_COLOR": "1"}
        given = [part for name, value in settings.items() for part in ("-e", f"{name}={value}")]
        size = ("-x", str(COLUMNS), "-y", str(ROWS))
        self._run("-f", "/dev/null", "new-session", "-d", *size, *given, "sleep 600")
        self._run("set-option", "-g", "history-limit", "5000")
        self._run("set-option", "-g", "status", "off")
        self._run("new-window", *given, command)  # a window made after the limit was set has it

    def close(self) -> None:
        """End the chat and its tmux."""
        self._run("kill-server")

    def screen(self) -> str:
        """All that was shown, from the first line on, without the empty rows between the prompt and the last line."""
        lines = [line.rstrip() for line in self._run("capture-pane", "-p", "-J", "-S", "-").rstrip().split("\n")]
        at = len(lines) - 1
        while at and not lines[at - 1]:
            at -= 1
        return "\n".join([*lines[:at], lines[-1]])

    def say(self, said: str | Paste) -> None:
        """Type a line or paste a text, press Enter, and wait until the answer is there."""
        before = self._prompts()
        if isinstance(said, Paste):
            self._run("load-buffer", "-", given=said.text)
            self._run("paste-buffer", "-p")
            self._until(lambda: not self._is_idle())
        else:
            self._run("send-keys", "-l", said)
        self._run("send-keys", "Enter")
        self._until(lambda: self._prompts() > before and self._is_idle())

    def ready(self) -> None:
        """Wait for the first prompt."""
        self._until(self._is_idle)

    def _prompts(self) -> int:
        return sum(line.startswith(">") for line in self.screen().split("\n"))

    def _is_idle(self) -> bool:
        """Whether the last prompt is empty; below it stands nothing but the toolbar."""
        lines = self.screen().split("\n")
        below = [line for line in lines[-2:] if line]
        return len(below) == 2 and below[0] == ">" and below[1].startswith((" windows ", " macos "))

    def _until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"it never came to that; the screen is\n{self.screen()}")
            time.sleep(0.05)

    def _run(self, *words: str, given: str = "") -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *words], input=given.encode(), capture_output=True, check=True, env=_CLEAN
        )
        return done.stdout.decode()


_CLEAN = {
    **{name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")},
    "TERM": "xterm-256color",
    "LC_ALL": "C.UTF-8",
}


@pytest.fixture
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Tmux]]:
    """Opens the chat for a platform."""
    opened: list[Tmux] = []

    def start(platform: str) -> Tmux:
        folder = tmp_path_factory.mktemp("t")
        opened.append(Tmux(folder / "s", folder / "state", platform))
        opened[-1].ready()
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_a_dialogue_in_a_real_terminal(tmux: Callable[[str], Tmux], name: str) -> None:
    transcript = TRANSCRIPTS[name]
    chat = tmux(transcript.platform)
    for one in transcript.said:
        chat.say(one)
    shown = chat.screen() + "\n"
    at, read = 0, " ".join(shown.split())  # however the lines were broken
    for words in transcript.held:
        found = read.find(words, at)
        assert found >= 0, f"{words!r} does not follow {read[max(0, at - 80) : at]!r} in\n{shown}"
        at = found
    file = FOLDER / f"{name}.txt"
    if os.environ.get("ERRKB_WRITE_TRANSCRIPTS") == "1":
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_the_same_dialogue_is_replayed_without_a_terminal(book: kb.KnowledgeBase, name: str) -> None:
    """The session alone says the same to the same lines; every answer of it stands in the transcript."""
    transcript = TRANSCRIPTS[name]
    written = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    state = State(platform=transcript.platform)
    at = 0
    for one in transcript.said:
        pasted = isinstance(one, Paste)
        said = reply(book, state, one.text if isinstance(one, Paste) else one, Screen(COLUMNS), pasted=pasted)
        state = said.state
        found = written.find(said.text.rstrip(), at)
        assert found >= 0, said.text
        at = found
