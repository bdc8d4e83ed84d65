"""Whether what somebody pasted is a good or a bad result of a check, and which line says so. Pure.

A verdict is given only where a result of the check names the finding (`Result.when`). Everything else is unknown, with
the reason in words: another tool's output, another host's, findings that contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from kb.entry import Check, Model, Result
from kb.outputs.paste import asked_host, asked_port
from kb.tool_output import FINDINGS, TOOLS, Finding, Tool, ToolOutput, recognise_all, tools_of

Outcome = Literal["good", "bad", "unknown"]


class Verdict(Model):
    """`outcome` of a check, the `result` of the article that it is, and `why`, a sentence or two.

    `finding` is the name of the finding that decides and `start:end` the line of the text that shows it; empty and 0:0
    where nothing decides. `tool` printed it, as far as that is known. `missing`: hosts whose output would decide it.
    """

    outcome: Outcome
    why: str
    result: Result | None = None
    finding: str = ""
    start: int = 0
    end: int = 0
    tool: str = ""
    missing: tuple[str, ...] = ()


_SLOT = re.compile(r"<[\w-]{1,40}>")
_PLACEHOLDER = re.compile(r"^<|(?:^|\.)(?:contoso\.com|fabrikam\.com|example\.(?:com|net|org)|domainsuffix)$")
"""What an article writes for a host of the reader's own: `<host>`, `www.contoso.com`."""

_HOST_NEEDED = "names"
"""What is asked of DNS is asked of a name: an answer for an unknown name decides nothing."""

_SEVERAL_ANSWER = "dns"
"""The same is asked of several servers, so that a good answer does not take back a bad one."""


def judge(check: Check, text: str, outputs: tuple[ToolOutput, ...] | None = None) -> Verdict:
    """What a pasted text says of a check. Never raises; unknown where the text does not decide.

    `outputs`: what `recognise_all` gave for the text, where several checks are asked about one.
    """
    outputs = recognise_all(text) if outputs is None else outputs
    tools = tools_of(check)
    if not outputs:
        return _unknown("This is not the output of a tool that can be read here.")
    if not tools:
        return _unknown(
            f"This is the output of {outputs[0].tool}; this check runs nothing whose output can be read here."
        )
    asked = {tool.asks for tool in tools}
    fitting = [output for output in outputs if _tool(output).asks in asked]
    if not fitting:
        wanted = _either(tool.name for tool in tools)
        return _unknown(f"This is the output of {outputs[0].tool}, not of {wanted}.", outputs[0].tool)
    findings = [(output.tool, finding) for output in fitting for finding in output.findings]
    if not findings:
        return _unknown(f"This is the output of {fitting[0].tool}, but nothing in it decides.", fitting[0].tool)
    return _of_findings(check, tools, findings)


def _of_findings(check: Check, tools: tuple[Tool, ...], findings: list[tuple[str, Finding]]) -> Verdict:
    hosts = {_host(command.text) for command in check.commands if _runs(tools, command.text)} - {""}
    ports = _ports(check, tools)
    right = [(tool, finding) for tool, finding in findings if not finding.port or not ports or finding.port in ports]
    if not right:
        tool, finding = findings[0]
        wanted = _either(map(str, ports))
        return _unknown(f"This is the output of {tool} for port {finding.port}, not for {wanted}.", tool)
    own = [(tool, finding) for tool, finding in right if _is_asked(tool, finding, hosts)]
    if not own:
        tool, finding = right[0]
        whom = finding.hosts[0] if finding.hosts else "a host that it does not name"
        return _unknown(f"This is the output of {tool} for {whom}, not for {_either(sorted(hosts))}.", tool)
    names = {finding.name for _, finding in own}
    hoped = {name for result in check.results if result.good for name in result.when}
    for result in check.results:
        if not result.good and names.intersection(result.when):
            decided = _decided("bad", result, own)
            other = _taken_back(own, result, hoped) if len(hosts) < 2 or _named(own) else None
            if other is None:
                return decided
            why = f"{decided.why} But it also shows that {_words(other)}, so it does not decide."
            return _unknown(why, decided.tool)
    named = _hosts_in_words(check) if not check.commands else ()
    if named:
        about_them = [(tool, finding) for tool, finding in own if _about_one_of(named, finding)]
        if not about_them:
            tool, finding = own[0]
            return _unknown(f"This is the output of {tool} for {finding.hosts[0]}, not for {_either(named)}.", tool)
        own, names = about_them, {finding.name for _, finding in about_them}
    good = [result for result in check.results if result.good and names.intersection(result.when)]
    if not good:
        tool, finding = own[0]
        return _unknown(f"{_shows(finding)} The results of this check do not speak of that.", tool, finding)
    expected = {name for result in good for name in result.when}
    decided = _decided("good", good[0], own)
    about = {FINDINGS[name].about for name in names & expected}
    for tool, finding in own:
        kind = FINDINGS[finding.name]
        if finding.name not in expected and (kind.bad or kind.about in about):
            return _unknown(
                f"{decided.why} But it also shows that {_words(finding)}, so it does not decide.", tool, finding
            )
    missing = _missing(check, tools, [finding for _, finding in own])
    if missing:
        why = f"{decided.why} What is missing is the output for {' and '.join(missing)}."
        return Verdict(outcome="unknown", why=why, tool=decided.tool, missing=tuple(missing))
    return decided


def _taken_back(own: list[tuple[str, Finding]], bad: Result, hoped: set[str]) -> Finding | None:
    """A good finding about the same thing and the same host as every bad one: the bad ones may be over."""
    good = {
        (FINDINGS[finding.name].about, finding.hosts): finding
        for _, finding in own
        if finding.name in hoped and finding.name not in bad.when
    }
    good = {about: finding for about, finding in good.items() if about[0] != _SEVERAL_ANSWER}
    ill = [(FINDINGS[finding.name].about, finding.hosts) for _, finding in own if finding.name in bad.when]
    return good[ill[0]] if good.keys() >= set(ill) else None


def _named(own: list[tuple[str, Finding]]) -> bool:
    return all(finding.hosts for _, finding in own)


def _decided(outcome: Outcome, result: Result, own: list[tuple[str, Finding]]) -> Verdict:
    tool, finding = next((tool, finding) for tool, finding in own if finding.name in result.when)
    return Verdict(
        outcome=outcome, why=_shows(finding), result=result, finding=finding.name,
        start=finding.start, end=finding.end, tool=tool,
    )  # fmt: skip


def _unknown(why: str, tool: str = "", finding: Finding | None = None) -> Verdict:
    if finding is None:
        return Verdict(outcome="unknown", why=why, tool=tool)
    return Verdict(
        outcome="unknown", why=why, finding=finding.name, start=finding.start, end=finding.end, tool=tool
    )  # fmt: skip


def _words(finding: Finding) -> str:
    about = f" ({finding.hosts[0]})" if finding.hosts else ""
    return FINDINGS[finding.name].words + about


def _shows(finding: Finding) -> str:
    return f"It shows that {_words(finding)}."


def _either(names: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(names)) or "what this check asks"


def _tool(output: ToolOutput) -> Tool:
    return next(tool for tool in TOOLS if tool.name == output.tool)


def _host(command: str) -> str:
    """The host that a command asks, or the slot that stands for it."""
    slot = _SLOT.search(command)
    return asked_host(command) or (slot[0] if slot else "")


_IN_WORDS = re.compile(r"`(?:https?://|(?=\*\.))((?:\*\.)?(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})/?`", re.IGNORECASE)


def _hosts_in_words(check: Check) -> tuple[str, ...]:
    """The hosts that a check names in code spans, `*.` before those that stand for all below."""
    return tuple(dict.fromkeys(match[1].lower() for match in _IN_WORDS.finditer(check.text)))


def _about_one_of(named: tuple[str, ...], finding: Finding) -> bool:
    """Whether a finding is about one of the hosts, or names none."""
    return not finding.hosts or any(
        host == name or (name.startswith("*") and host.endswith(name[1:])) for host in finding.hosts for name in named
    )


def _ports(check: Check, tools: tuple[Tool, ...]) -> tuple[int, ...]:
    """The ports that the commands ask; none where one of them leaves it open."""
    ports = [asked_port(command.text) for command in check.commands if _runs(tools, command.text)]
    return tuple(dict.fromkeys(ports)) if all(ports) else ()


def _runs(tools: tuple[Tool, ...], command: str) -> bool:
    return any(tool.command.search(command) for tool in tools)


def _is_asked(tool: str, finding: Finding, hosts: set[str]) -> bool:
    """Whether a finding is about a host of the check. One that names none is, unless the tool asks for names."""
    if not hosts or any(_PLACEHOLDER.search(host) for host in hosts):
        return True
    if not finding.hosts:
        return next(one.asks for one in TOOLS if one.name == tool) != _HOST_NEEDED
    return not hosts.isdisjoint(finding.hosts)


def _missing(check: Check, tools: tuple[Tool, ...], findings: list[Finding]) -> list[str]:
    """Hosts that are asked together with one that is shown, and are not shown.

    Commands with the same words before them are asked together; other words (another cloud) are another way to ask.
    Where an output does not name its host, as many answers as hosts will do.
    """
    if not all(finding.hosts for finding in findings):
        groups = sorted(_groups(check, tools), key=len)
        return ["one of " + " and ".join(groups[0])] if groups and len(findings) < len(groups[0]) else []
    shown = {host for finding in findings for host in finding.hosts}
    together = [group for group in _groups(check, tools) if shown.intersection(group)]
    if not together or any(shown.issuperset(group) for group in together):
        return []
    fewest = min(together, key=lambda group: len(set(group) - shown))
    return [host for host in fewest if host not in shown]


def _groups(check: Check, tools: tuple[Tool, ...]) -> Iterator[list[str]]:
    groups: dict[str, list[str]] = {}
    for command in check.commands:
        host = _host(command.text)
        if host and _runs(tools, command.text) and not _PLACEHOLDER.search(host):
            groups.setdefault(command.purpose, []).append(host)
    yield from groups.values()
