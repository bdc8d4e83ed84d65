"""kb.verdict: whether a pasted output is a good or a bad result of a check, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.entry import Check, Command, Result, Sample
from kb.verdict import Verdict, judge

ROOT = Path(__file__).parent.parent
DATA = [json.loads(line) for line in (ROOT / "tests/data/tool_outputs.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def book() -> kb.KnowledgeBase:
    return kb.open(ROOT / "content")


def check(*commands: str, purpose: str = "Windows", **when: str) -> Check:
    """A check with commands and one result for each of `good` and `bad`, whose findings are given."""
    return Check(
        title="T",
        commands=tuple(Command(text=text, platform="windows", shell="x", purpose=purpose) for text in commands),
        results=tuple(
            Result(good=name == "good", text=name, when=tuple(names.split())) for name, names in when.items()
        ),
    )


DNS = check("nslookup a.example.net", "nslookup b.microsoft.com", good="dns-answered", bad="dns-name-unknown")
HOST = check("nslookup b.microsoft.com", good="dns-answered", bad="dns-name-unknown")
UNKNOWN_B = "Server:  s\nAddress:  10.0.0.53\n\n*** s can't find b.microsoft.com: Non-existent domain\n"
FOUND_B = "Server:  s\nAddress:  10.0.0.53\n\nName:    b.microsoft.com\nAddress:  20.1.1.1\n"
REFUSED_B = UNKNOWN_B.replace("Non-existent domain", "Query refused")
DIRECT = "Current WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n"


def test_a_verdict_names_the_result_the_finding_and_its_line() -> None:
    verdict = judge(HOST, UNKNOWN_B)
    assert (verdict.outcome, verdict.finding, verdict.tool) == ("bad", "dns-name-unknown", "nslookup")
    assert verdict.result == HOST.results[1]
    assert UNKNOWN_B[verdict.start : verdict.end] == "*** s can't find b.microsoft.com: Non-existent domain"
    assert verdict.why == "It shows that DNS does not know the name (b.microsoft.com)."


@pytest.mark.parametrize("number", range(len(DATA)), ids=[f"{row['check']}: {row['tool']}" for row in DATA])
def test_outputs_in_real_format(book: kb.KnowledgeBase, number: int) -> None:
    row = DATA[number]
    name, _, at = row["check"].rpartition(" ")
    asked = book[name].checks[int(at) - 1]
    verdict = judge(asked, row["output"])
    assert (verdict.outcome, verdict.finding) == (row["verdict"], row["finding"]), verdict.why
    assert verdict.result is None if row["verdict"] == "unknown" else verdict.result in asked.results
    assert bool(row["output"][verdict.start : verdict.end].strip()) == bool(row["finding"])
    assert verdict.why


def test_the_set_is_large_enough() -> None:
    assert len(DATA) >= 60
    assert sum(row["verdict"] == "good" for row in DATA) >= 20
    assert sum(row["tool"] == "unrelated" for row in DATA) >= 15
    assert all(row["source"] and row["platform"] for row in DATA)


def test_an_unrelated_text_is_never_a_verdict_of_any_check(book: kb.KnowledgeBase) -> None:
    asked = [one for entry in book for one in entry.checks if any(result.when for result in one.results)]
    assert len(asked) > 60
    for row in DATA:
        if row["tool"] == "unrelated":
            assert {judge(one, row["output"]).outcome for one in asked} == {"unknown"}, row["source"]


@pytest.mark.parametrize(
    ("asked", "text", "why"),
    [
        (HOST, "", "This is not the output of a tool that can be read here."),
        (HOST, DIRECT, "This is the output of netsh winhttp show proxy, not of nslookup."),
        (
            Check(title="T"),
            DIRECT,
            "This is the output of netsh winhttp show proxy; this check runs nothing whose output can be read here.",
        ),
        (
            HOST,
            "Server:  s\nAddress:  10.0.0.53\n\n",
            "This is the output of nslookup, but nothing in it decides.",
        ),
        (
            HOST,
            UNKNOWN_B.replace("b.mic", "c.mic"),
            "This is the output of nslookup for c.microsoft.com, not for b.microsoft.com.",
        ),
        (
            HOST,
            "DNS request timed out.\n*** Request to s timed-out\n",
            "This is the output of nslookup for a host that it does not name, not for b.microsoft.com.",
        ),
        (
            HOST,
            REFUSED_B,
            "It shows that the DNS server refuses or fails (b.microsoft.com)."
            " The results of this check do not speak of that.",
        ),
        (
            HOST,
            FOUND_B + REFUSED_B,
            "It shows that DNS answers with a public address (b.microsoft.com). But it also shows that the DNS server"
            " refuses or fails (b.microsoft.com), so it does not decide.",
        ),
        (
            check("nslookup b.microsoft.com", "nslookup c.microsoft.com", good="dns-answered"),
            FOUND_B,
            "It shows that DNS answers with a public address (b.microsoft.com)."
            " What is missing is the output for c.microsoft.com.",
        ),
    ],
)
def test_unknown_says_why(asked: Check, text: str, why: str) -> None:
    verdict = judge(asked, text)
    assert (verdict.outcome, verdict.result, verdict.why) == ("unknown", None, why)


def test_of_a_good_and_a_bad_finding_the_bad_one_decides() -> None:
    both = check("nslookup b.microsoft.com", "nslookup c.microsoft.com", good="dns-answered", bad="dns-name-unknown")
    assert judge(both, UNKNOWN_B + FOUND_B.replace("b.mic", "c.mic")).outcome == "bad"
    assert judge(both, FOUND_B + FOUND_B.replace("b.mic", "c.mic")).outcome == "good"


def test_headers_that_name_no_host_are_counted() -> None:
    both = check("curl -I https://b.microsoft.com", "curl -I https://c.microsoft.com", good="http-200")
    headers = "HTTP/1.1 200 OK\nContent-Length: 0\n\n"
    assert judge(both, headers * 2).outcome == "good"
    assert judge(both, headers).why == (
        "It shows that the request succeeded (2xx). What is missing is the output for one of b.microsoft.com and"
        " c.microsoft.com."
    )


def test_what_another_host_has_does_not_count() -> None:
    assert judge(HOST, FOUND_B + UNKNOWN_B.replace("b.mic", "c.mic")).outcome == "good"


def test_hosts_of_another_cloud_are_another_way_to_ask() -> None:
    one = check("nslookup b.microsoft.com", purpose="global cloud", good="dns-answered")
    two = check("nslookup b.partner.microsoftonline.cn", purpose="China cloud")
    clouds = one.model_copy(update={"commands": one.commands + two.commands})
    assert judge(clouds, FOUND_B).outcome == "good"


def test_another_port_decides_nothing() -> None:
    one = check("nc -vz b.microsoft.com 443", good="port-open", bad="cannot-connect")
    opened = "Connection to b.microsoft.com 443 port [tcp/https] succeeded!\n"
    assert judge(one, opened).outcome == "good"
    assert judge(one, opened.replace("443", "80")).why == "This is the output of nc for port 80, not for 443."
    assert judge(check("nc -vz <host> <port>", good="port-open"), opened.replace("443", "80")).outcome == "good"


def test_a_failure_that_is_taken_back_does_not_decide() -> None:
    one = check("w32tm /resync", good="clock-synced", bad="clock-not-synced")
    late = "C:\\>w32tm /resync\nThe computer did not resync because no time data was available.\n"
    done = "C:\\>w32tm /resync\nThe command completed successfully.\n"
    assert judge(one, late).outcome == "bad"
    assert judge(one, late + done).why == (
        "It shows that the clock is not synchronised. But it also shows that the clock is synchronised, so it does not"
        " decide."
    )
    log = '10.0.0.1 - - [21/Nov/2026:09:12:44 +0100] "CONNECT {}:443 HTTP/1.1" {} 517\n'
    results = (Result(good=True, text="g", when=("connect-200",)), Result(good=False, text="b", when=("connect-407",)))
    asked = Check(title="T", results=results)
    assert judge(asked, log.format("a.net", 407) + log.format("a.net", 200)).outcome == "unknown"
    assert judge(asked, log.format("a.net", 407) + log.format("b.net", 200)).outcome == "bad"
    # another server's answer does not make up for the own one's
    assert judge(HOST, UNKNOWN_B + FOUND_B).outcome == "bad"


def test_a_good_result_is_about_a_host_that_the_words_name() -> None:
    results = (Result(good=True, text="g", when=("connect-200",)), Result(good=False, text="b", when=("connect-407",)))
    asked = Check(
        title="T", text="In `services.msc`. CONNECT to `*.msappproxy.net` and `https://x.net/`.", results=results
    )
    log = '10.0.0.1 - - [21/Nov/2026:09:12:44 +0100] "CONNECT {}:443 HTTP/1.1" {} 517\n'
    assert judge(asked, log.format("a.msappproxy.net", 200)).outcome == "good"
    assert judge(asked, log.format("x.net", 200)).outcome == "good"
    other = judge(asked, log.format("www.youtube.com", 200))
    assert other.why == "This is the output of a proxy's log for www.youtube.com, not for *.msappproxy.net or x.net."
    both = log.format("www.youtube.com", 200) + log.format("a.msappproxy.net", 200)
    assert "msappproxy" in both[judge(asked, both).start : judge(asked, both).end]
    assert judge(asked, log.format("www.youtube.com", 407)).outcome == "bad"  # so the proxy asks


def test_a_slot_and_a_host_of_an_example_stand_for_the_readers_own() -> None:
    slot = check("nslookup <proxy-host>", good="dns-answered dns-private-address", bad="dns-name-unknown")
    assert judge(slot, UNKNOWN_B).outcome == "bad"
    assert judge(DNS, UNKNOWN_B.replace("b.microsoft.com", "intranet.corp.local")).outcome == "bad"


def test_tools_that_ask_the_same_stand_for_each_other() -> None:
    text = "Resolve-DnsName : b.microsoft.com : DNS name does not exist\n"
    assert judge(HOST, text).outcome == "bad"


def test_a_check_without_commands_takes_what_its_samples_or_results_are_about() -> None:
    answer = '10.0.0.1 - - [21/Nov/2026:09:12:44 +0100] "CONNECT a.msappproxy.net:443 HTTP/1.1" 407 517\n'
    bad = (Result(good=False, text="bad", when=("connect-407",)),)
    assert judge(Check(title="T", samples=(Sample(text="tcp.port==8080"),), results=bad), answer).outcome == "bad"
    assert judge(Check(title="T", results=bad), answer).outcome == "bad"
    assert judge(Check(title="T", samples=(Sample(text="other"),), results=bad), answer).outcome == "unknown"


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(), st.lists(st.sampled_from([row["output"] for row in DATA]), max_size=3).map("\n".join)),
    st.sampled_from([HOST, DNS, Check(title="T")]),
)
def test_nothing_raises_and_a_verdict_has_its_evidence(text: str, asked: Check) -> None:
    verdict = judge(asked, text)
    assert isinstance(verdict, Verdict)
    assert 0 <= verdict.start <= verdict.end <= len(text)
    if verdict.outcome != "unknown":
        assert verdict.result is not None
        assert verdict.finding in verdict.result.when
        assert text[verdict.start : verdict.end].strip()
