"""kb.tool_output: which tool printed a text, and what that shows."""

from __future__ import annotations

import json
import re
import time
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.outputs.findings import FINDINGS
from kb.outputs.paste import READ, asked_host, asked_port
from kb.tool_output import TOOLS, ToolOutput, recognise, recognise_all

DATA = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "tool_outputs.jsonl").read_text("utf-8").splitlines()
]
OUTPUTS: list[str] = [row["output"] for row in DATA]
README = Path(__file__).parent.parent / "content" / "README.md"

NSLOOKUP = "Server:  UnKnown\nAddress:  10.0.0.53\n\n*** UnKnown can't find teams.microsoft.com: Non-existent domain\n"
NETSH = "\nCurrent WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n\n"


def shown(text: str) -> dict[str, str]:
    """Every finding of a text with the words that show it."""
    return {one.name: text[one.start : one.end] for output in recognise_all(text) for one in output.findings}


def test_the_tool_is_named_and_the_line_that_shows_a_finding() -> None:
    output = recognise(NSLOOKUP)
    assert isinstance(output, ToolOutput)
    assert output.tool == "nslookup"
    assert output.names == {"dns-name-unknown"}
    (finding,) = output.findings
    assert NSLOOKUP[finding.start : finding.end] == "*** UnKnown can't find teams.microsoft.com: Non-existent domain"
    assert finding.hosts == ("teams.microsoft.com",)


def test_a_text_that_no_tool_printed_is_none() -> None:
    assert recognise("nslookup says Non-existent domain, what now?") is None


@pytest.mark.parametrize("row", [row for row in DATA if row["tool"] == "unrelated"], ids=lambda row: row["source"][:40])
def test_unrelated_texts_are_none(row: dict[str, str]) -> None:
    assert recognise(row["output"]) is None


def test_several_outputs_in_one_paste_come_in_their_order() -> None:
    text = f"C:\\>nslookup teams.microsoft.com\n{NSLOOKUP}\nC:\\>netsh winhttp show proxy\n{NETSH}"
    assert [output.tool for output in recognise_all(text)] == ["nslookup", "netsh winhttp show proxy"]
    assert [output.tool for output in recognise_all(NETSH + NSLOOKUP)] == ["netsh winhttp show proxy", "nslookup"]


@pytest.mark.parametrize(
    "text",
    [
        NSLOOKUP.replace("\n", "\r\n"),
        "\x1b[32mPS C:\\>\x1b[0m nslookup teams.microsoft.com\n" + NSLOOKUP,
        "    " + NSLOOKUP.replace("\n", "\n    "),  # indented, as in a forum
        "anna@MacBook-Air ~ % nslookup teams.microsoft.com\n" + NSLOOKUP,
        "\ufeff" + NSLOOKUP,
        NSLOOKUP.replace(": Non-existent", ":\n    Non-existent"),  # wrapped by a mail program
    ],
)
def test_what_stands_around_an_output_does_not_matter(text: str) -> None:
    assert list(shown(text)) == ["dns-name-unknown"]
    assert "Non-existent domain" in next(iter(shown(text).values()))


def test_lines_that_a_window_cut_are_joined() -> None:
    text = NSLOOKUP.replace("Non-existent", "Non-exis\ntent")
    assert shown(text) == {"dns-name-unknown": "*** UnKnown can't find teams.microsoft.com: Non-exis\ntent domain"}


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        # the name of the server itself is looked up too, and is no one's question
        ("*** Can't find server name for address 10.0.0.53: Non-existent domain\nServer:  UnKnown\n", []),
        ("Server: a\nAddress: 10.0.0.53\n\n*** a can't find 10.1.2.3: Non-existent domain\n", []),
        # the first try times out, the second is answered
        ("DNS request timed out.\nServer: a\nAddress: 10.0.0.53\n\nName:    x\nAddress:  8.8.4.4\n", ["dns-answered"]),
        # nothing was verified where no certificate came
        ("CONNECTED(00000003)\nno peer certificate available\nVerification: OK\nVerify return code: 0 (ok)\n", []),
        # an authority that is on no list is not held against a certificate that was verified
        ("depth=0 CN = x\nissuer=O = Contoso, CN = Contoso CA\nVerify return code: 0 (ok)\n", ["tls-verified"]),
        (
            "depth=0 CN = x\nissuer=O = Contoso, CN = Contoso CA\nVerify return code: 20 (no local issuer)\n",
            ["certificate-rejected", "tls-private-issuer"],
        ),
        # a site's own 407 and a page's text are not the proxy's
        ("HTTP/1.1 200 OK\nServer: x\n\ncurl is a tool. HTTP/1.1 407 is a status.\n", ["http-200"]),
        # a retransmission to another port need not be the fault
        ("1 0.1 a → b TCP 74 [TCP Retransmission] 5 → 5671 [SYN] Seq=0\n", ["syn-retransmitted-elsewhere"]),
        # the computer's own clock is no source
        ("Leap Indicator: 0(no warning)\nStratum: 1 (x)\nReferenceId: 0x4C4F434C (x)\n", ["clock-not-synced"]),
        # a comment sets nothing
        ('<defaultProxy>\n<!-- <proxy proxyaddress="http://x:1"/> -->\n</defaultProxy>', ["config-no-proxy-address"]),
        ("sntp: Exchange failed: Timeout\n+0.1 +/- 0.1 time.apple.com 17.253.14.125\n", ["clock-right"]),
        ("C:\\>dsregcmd /status\n  AzureAdJoined : NO\n  DomainJoined : YES\n", ["domain-joined", "not-joined"]),
        ("$ sudo killall -HUP mDNSResponder\nNo matching processes were found\n", []),
        # a command without its output may not have been run
        ("sudo killall -HUP mDNSResponder", []),
        ("anna@mac ~ % sudo killall -HUP mDNSResponder", []),
        ("anna@mac ~ % sudo killall -HUP mDNSResponder\nanna@mac ~ % ", ["dns-cache-flushed"]),
        # programs that use libcurl print its texts too
        ("10:18 | ERROR | Failed to perform, curl: (56) CONNECT tunnel failed, response 502.", []),
        # another cmdlet's error
        ("PS> iwr https://x.org\n\nInvoke-RestMethod: Response status code does not indicate success: 407 (x).", []),
        ("iwr : 远程服务器返回错误: (407) 需要代理身份验证。\n所在位置 行:1 字符: 1", ["http-407"]),
        # the same name for two questions
        ("anna@a:~$ dig +short MX x.org\n10 mail.x.org.\n", []),
        ("anna@a:~$ dig +short x.org\n;; communications error\n10.0.0.1\n", []),
        ("anna@a:~$ dig +short x.org\n10.0.0.1\n", ["dns-private-address"]),
        ("anna@a:~$ host www.x.org\nwww.x.org is an alias for y.net.\ny.net has address 8.8.4.4\n", ["dns-answered"]),
        ("Host x.org not found: 2(SERVFAIL)\n", ["dns-server-failed"]),
        ("x.org has no A record\n", ["dns-no-address"]),
        ("x.org: 8.8.4.4 is our name server\n", []),
        ("x.org: resolve call failed: Name 'x.org' does not have any RR of the requested type\n", ["dns-no-address"]),
        # a list with some of the names that Invoke-WebRequest prints
        ("StatusCode : 200\nContent : x\n", []),
        ("PS C:\\> (iwr https://x.org).StatusCode\n200\n", ["http-200"]),
        ("PS C:\\> tnc x.org -Port 443 -InformationLevel Quiet\nFalse\n", ["cannot-connect"]),
        ("True\n", []),
        ('Ncat: Could not resolve hostname "x.org": Name or service not known. QUITTING.\n', ["name-not-resolved"]),
        ("$ curl -so /dev/null -w '%{http_code}' https://x.org\n000\n", []),
        # a SYN that is sent once, and its answer
        ("09:12:44.1 IP a.4 > b.443: Flags [S], seq 1, x\n09:12:44.2 IP a.5 > b.443: Flags [S], seq 1, x\n", []),
        ("09:12:44.1 IP b.443 > a.4: Flags [S.], seq 1, ack 1\n", ["syn-answered"]),
        # the proxy settings of macOS begin like nslookup
        ("Enabled: Yes\nServer: proxy.contoso.com\nPort: 3128", []),
    ],
)  # fmt: skip
def test_traps(text: str, findings: list[str]) -> None:
    assert sorted(shown(text)) == findings


@pytest.mark.parametrize(
    "text",
    [
        "curl -I https://teams.microsoft.com",
        "C:\\>nslookup teams.microsoft.com",
        "invoke-webrequest says unable to connect to remote server, is it DNS?",
        "cURL error 7: Failed to connect to api.yourls.org port 443: No route to host (POST)",
    ],
)
def test_a_command_or_a_question_about_one_is_no_output(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(
    ("command", "host"),
    [
        ("nslookup teams.microsoft.com 1.1.1.1", "teams.microsoft.com"),
        ("dig @dns.google login.microsoftonline.com", "login.microsoftonline.com"),
        (
            "curl -v -x http://proxy.contoso.com:8080 https://login.microsoftonline.com/ -o out.html",
            "login.microsoftonline.com",
        ),
        ("openssl s_client -connect api.nuget.org:443 -servername api.nuget.org", "api.nuget.org"),
        (
            "Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/a.svc",
            "adminwebservice.microsoftonline.com",
        ),
        ("certutil -generateSSTFromWU roots.sst", ""),
        ("ipconfig /flushdns", ""),
    ],
)
def test_the_host_that_a_command_asks(command: str, host: str) -> None:
    assert asked_host(command) == host


@pytest.mark.parametrize(
    ("command", "port"),
    [
        ("Test-NetConnection x.org -Port 443", 443),
        ("tnc x.org -RemotePort 80 -InformationLevel Quiet", 80),
        ("nc -vz -w 10 x.org 443", 443),
        ("nc -vz <host> <port>", 0),
        ("Test-NetConnection <host> -Port <port>", 0),
        ("curl -I https://x.org:8443", 0),
    ],
)
def test_the_port_that_a_command_asks(command: str, port: int) -> None:
    assert asked_port(command) == port


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        (
            "Issued To\nCommon Name (CN)\ta.example.net\nOrganization (O)\tAmazon.com\nIssued By\nO\tLet's Encrypt\n",
            "a.example.net",
        ),
        ("Issued to: *.example.net\nIssued by: Let's Encrypt\n", "example.net"),
        ("Subject Name\nOrganization\tAmazon.com\nIssuer Name\nCommon Name\tLet's Encrypt\n", ""),
        ("Issued By\nCommon Name (CN)\tLet's Encrypt\n", ""),
    ],
)
def test_a_certificate_view_says_whose_it_is(text: str, hosts: str) -> None:
    output = recognise(text)
    assert output is not None
    assert output.findings[0].hosts == tuple(hosts.split())


def test_a_signature_of_a_program_is_no_certificate_view() -> None:
    text = "Signing Certificate Chain:\n    Issued to: SSL.com Root R2\n    Issued by: SSL.com Root R2\n"
    assert recognise(text) is None


def test_every_finding_is_of_the_table_and_about_what_its_tool_reads() -> None:
    about = {tool.name: tool.about for tool in TOOLS}
    for output in chain.from_iterable(map(recognise_all, OUTPUTS)):
        for finding in output.findings:
            assert FINDINGS[finding.name].about in about[output.tool], (output.tool, finding.name)
    assert {kind.about for kind in FINDINGS.values()} == {part for tool in TOOLS for part in tool.about}


def test_the_articles_guide_lists_every_finding() -> None:
    guide = README.read_text("utf-8").split("## Findings")[1].split("\n## ")[0]
    assert sorted(re.findall(r"`([a-z0-9-]+)`", guide)) == sorted(FINDINGS)


LINES = sorted({line for output in OUTPUTS for line in output.splitlines()})
cuts = st.integers(0, 900)
parts = st.builds(lambda text, a, b: text[a:b], st.sampled_from(OUTPUTS), cuts, cuts)
texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(LINES), max_size=12).map("\n".join),
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=20)), max_size=8).map("\r\n".join),
    parts,
)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_nothing_raises_and_every_place_is_inside_the_text(text: str) -> None:
    for output in recognise_all(text):
        for finding in output.findings:
            assert 0 <= finding.start < finding.end <= len(text)
            assert text[finding.start : finding.end].strip()


REPEATED = (
    "x", " ", "\n", "* ", "a: ", "0.", "C:\\", "Name: a\n", "Address: 1.1.1.1\n", "<!--", "1 0.1 a b TCP 1 [X ",
    "dig x\n", "Server:\n", "curl: (6) ", "i:O = a\n", " 0 s:\n", "; <<>> DiG 9 <<>> x\n", "a has address 1.1.1.1\n",
    "a is an alias for a.\n", "a: 1.1.1.1\n  1.1.1.1\n-- Information acquired via protocol DNS\n",
    "$ dig +short a.b\n1.1.1.1\n", ";; ->>HEADER<<- opcode: QUERY, status: NOERROR\n", "Ncat: TIMEOUT.\n",
    "00:00:00.1 IP a.1 > b.443: Flags [S], seq 1, \n", "Issued By\nO (CN) a\n", "Issued To: a.b\n(CN) ",
    "StatusCode : 200\nStatusDescription : a\n", "+ CategoryInfo : a (a:b\n",
)  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
def test_a_long_text_costs_no_more_than_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        begin = time.perf_counter()
        recognise_all(text)
        return time.perf_counter() - begin

    assert seconds(READ // 2) < 40 * seconds(READ // 20) + 0.5


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert recognise("x" * READ + "\n" + NSLOOKUP) is None
