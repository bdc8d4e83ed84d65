"""Which tool printed a text, and what that shows. Pure; never raises, whatever the text.

`TOOLS` is the one table of tools: how a command line names it, what an article's sample is instead of a command, and
its parser in `kb/outputs/`. A parser gives None for what is none of its tool's output, and findings of the table in
`kb/outputs/findings.py` for what is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kb.entry import Check
from kb.outputs import certificates, machines, names, proxies, requests
from kb.outputs.findings import FINDINGS, Finding
from kb.outputs.paste import Piece, joined, pieces

__all__ = ["FINDINGS", "TOOLS", "Finding", "Tool", "ToolOutput", "recognise", "recognise_all", "tools_of"]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its name in words, which command lines and samples are its own, its parser.

    `asks`: tools that ask the same share it, and stand for each other in a check. `about`: what its findings are about.
    """

    name: str
    asks: str
    about: frozenset[str]
    command: re.Pattern[str]
    read: Callable[[Piece], list[Finding] | None]


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """The output of a tool and the findings in it, in their order; there may be none."""

    tool: str
    findings: tuple[Finding, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(finding.name for finding in self.findings)


_START = r"(?:^|[|&;]\s{0,4})(?:sudo )?"
_TABLE: tuple[tuple[str, str, str, str, Callable[[Piece], list[Finding] | None]], ...] = (
    ("nslookup", "names", "dns", rf"{_START}nslookup(?:\.exe)? ", names.nslookup),
    ("dig", "names", "dns", rf"{_START}dig ", names.dig),
    ("host", "names", "dns", rf"{_START}host ", names.host),
    ("resolvectl", "names", "dns", rf"{_START}(?:resolvectl query|systemd-resolve) ", names.resolvectl),
    ("Resolve-DnsName", "names", "dns", rf"{_START}Resolve-DnsName ", names.resolve_dnsname),
    (
        "Invoke-WebRequest", "page", "web connect verify",
        rf"{_START}(?:Invoke-WebRequest|iwr) ", requests.invoke_webrequest,
    ),
    ("curl", "curl", "web connect issuer verify revocation", rf"{_START}curl(?:\.exe)? ", requests.curl),
    ("Test-NetConnection", "port", "web", rf"{_START}(?:Test-NetConnection|tnc) ", requests.test_netconnection),
    ("nc", "port", "web", rf"{_START}n(?:c|cat) -", requests.nc),
    (
        "netsh winhttp show proxy", "winhttp", "proxy bypass",
        rf"{_START}netsh(?:\.exe)? winhttp show proxy", proxies.netsh,
    ),
    (
        "openssl", "certificate", "issuer verify revocation web",
        rf"{_START}openssl (?:s_client|x509) ", certificates.openssl,
    ),
    ("a browser's certificate view", "certificate", "issuer", r"(?!)", certificates.certificate_view),
    (
        "certutil", "certutil", "roots verify revocation",
        rf"{_START}certutil(?:\.exe)? -(?:generateSSTFromWU|verify)\b", certificates.certutil,
    ),
    (
        "w32tm", "time service", "sync clock rights",
        rf"{_START}w32tm(?:\.exe)? /(?:resync|query /status|stripchart)", machines.w32tm,
    ),
    ("sntp", "time", "clock sync", rf"{_START}sntp ", machines.sntp),
    (
        "dsregcmd /status", "join", "join domain registration prt device",
        rf"{_START}dsregcmd(?:\.exe)? /status", machines.dsregcmd,
    ),
    ("ipconfig /flushdns", "cache", "cache rights", rf"{_START}ipconfig(?:\.exe)? /flushdns", machines.ipconfig),
    ("dscacheutil", "macOS cache", "cache", rf"{_START}(?:dscacheutil -flush|killall -HUP mDNS)", machines.dscacheutil),
    ("a proxy's log", "traffic", "connect", r"tcp\.port ?==", proxies.proxy_log),
    (
        "a packet list", "traffic", "connect syn syn-elsewhere",
        r"tcp\.port ?==|TCPSynRetransmit|tcp\.analysis\.", proxies.capture,
    ),
    (
        "a .NET configuration", "config", "config",
        r"findstr .{0,20}proxy.{0,200}\.config\b|<defaultProxy", proxies.config_file,
    ),
)  # fmt: skip

TOOLS: tuple[Tool, ...] = tuple(
    Tool(name, asks, frozenset(about.split()), re.compile(command, re.IGNORECASE), read)
    for name, asks, about, command, read in _TABLE
)
"""All tools. A row of the table: name, what it asks, what its findings are about, its command lines, its parser."""


def recognise(text: str) -> ToolOutput | None:
    """The output of a tool that a text begins with, or None where it holds none."""
    return next(iter(recognise_all(text)), None)


def recognise_all(text: str) -> tuple[ToolOutput, ...]:
    """The outputs of all tools in a text, one for each tool, in their order there.

    Where nothing is found, lines that a window broke are joined and the text is read again.
    """
    outputs = _read(text)
    if any(output.findings for output in outputs):
        return outputs
    whole, place = joined(text)
    again = tuple(
        replace(output, findings=tuple(replace(f, start=place(f.start), end=place(f.end)) for f in output.findings))
        for output in _read(whole)
    )
    return again if any(output.findings for output in again) else outputs


def _read(text: str) -> tuple[ToolOutput, ...]:
    found: dict[str, list[Finding]] = {}
    for piece in pieces(text):
        here = ((tool, tool.read(piece)) for tool in TOOLS)
        printed = bool(piece.text.strip())  # else it is a command that somebody copied
        read = [(tool.name, findings) for tool, findings in here if findings or (findings is not None and printed)]
        for name, findings in sorted(read, key=lambda one: min((f.start for f in one[1]), default=len(text))):
            found.setdefault(name, []).extend(findings)
    return tuple(ToolOutput(name, _in_order(findings)) for name, findings in found.items())


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(sorted(findings, key=lambda finding: (finding.start, finding.end, finding.name))))


def tools_of(check: Check) -> tuple[Tool, ...]:
    """The tools whose output a check asks for: by its commands or samples, else by what its results speak of."""
    texts = [command.text for command in check.commands] or [sample.text for sample in check.samples]
    if texts:
        return tuple(tool for tool in TOOLS if any(tool.command.search(text) for text in texts))
    about = {FINDINGS[name].about for result in check.results for name in result.when if name in FINDINGS}
    return tuple(tool for tool in TOOLS if not tool.about.isdisjoint(about))
