"""Going through the checks of an entry in the chat: what a pasted output is told, and what is proposed next."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

import kb
from kb_cli.session import State, reply
from kb_cli.terminal import Screen

BOOK = kb.open()
NXDOMAIN = (
    "C:\\>nslookup login.microsoftonline.com\nServer:  dc01.corp.contoso.com\nAddress:  10.0.0.4\n\n"
    "*** dc01.corp.contoso.com can't find login.microsoftonline.com: Non-existent domain"
)
ZSCALER = (
    "$ openssl s_client -connect login.microsoftonline.com:443 -servername login.microsoftonline.com\n"
    "CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = stamp2.login.microsoftonline.com\n"
    "   i:C = US, ST = California, O = Zscaler Inc., "
    "OU = Zscaler Inc., CN = Zscaler Intermediate Root CA (zscaler.net)\n"
)
PROBE_407 = (
    "PS C:\\> Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/ProvisioningService.svc\n"
    "Invoke-WebRequest : The remote server returned an error: (407) Proxy Authentication Required.\n"
    "At line:1 char:1\n"
)


@dataclass
class Chat:
    state: State = field(default_factory=lambda: State(platform="windows"))

    def say(self, line: str, *, pasted: bool = False) -> str:
        said = reply(BOOK, self.state, line, Screen(), pasted=pasted)
        self.state = said.state
        return said.text


@pytest.fixture
def chat() -> Chat:
    return Chat()


def test_a_failing_nslookup_ends_in_dns_is_broken(chat: Chat) -> None:
    assert "next: the checks one by one" in chat.say("CAA20004")
    first = chat.say("next")
    assert first.lstrip().startswith("1. Does DNS answer")
    assert "nslookup teams.microsoft.com" in first
    said = chat.say(NXDOMAIN, pasted=True)
    assert said.startswith("Check 1: Does DNS answer")
    assert "Bad:" in said
    assert "can't find login.microsoftonline.com" in said
    assert "It leads to" in said
    assert "Next is check 2" in said
    assert chat.state.listed
    assert chat.say("1").splitlines()[0] == BOOK[chat.state.entry].title


def test_a_foreign_issuer_ends_in_tls_inspection(chat: Chat) -> None:
    chat.say("teams-tls-inspection")
    said = chat.say(ZSCALER, pasted=True)
    assert "Bad:" in said
    assert "Zscaler" in said


def test_the_probe_of_the_wizard_ends_in_a_proxy_that_wants_a_sign_in(chat: Chat) -> None:
    chat.say("verify-proxy-connectivity")
    said = chat.say(PROBE_407, pasted=True)
    assert "Bad:" in said
    assert "http-407-proxy" in said


def test_commands_are_filled_with_the_proxy_of_the_paste(chat: Chat) -> None:
    chat.say(
        '<proxy usesystemdefault="true" proxyaddress="http://proxy.contoso.com:3128" />\n',
        pasted=True,
    )
    assert chat.state.situation.proxy_host == "proxy.contoso.com"
    entry = next(e for e in BOOK if any("<proxy-host>" in command.text for command in e.commands))
    shown = chat.say(f"/show {entry.id}") + chat.say("/platform all") + chat.say(f"/show {entry.id}")
    assert "http://proxy.contoso.com:3128 https" in shown


def test_a_value_that_cannot_be_quoted_safely_is_refused(chat: Chat) -> None:
    assert "proxy.contoso.com" in chat.say("/set proxy proxy.contoso.com:3128")
    assert chat.state.situation.proxy_port == "3128"
    before = chat.state.situation
    assert chat.say("/set proxy '; rm -rf ~")
    assert chat.state.situation == before or chat.state.situation.proxy_host not in chat.say("/set nothing")
    assert "Set what?" in chat.say("/set nothing at all")


def test_the_platform_is_that_of_the_paste_until_the_person_says_otherwise(chat: Chat) -> None:
    mac = "ana@MacBook ~ % curl -I https://teams.microsoft.com\ncurl: (6) Could not resolve host: teams.microsoft.com"
    said = chat.say(mac, pasted=True)
    assert chat.state.platform == "macos"
    assert "commands are now for it" in said
    chat.say("/platform windows")
    chat.say(mac, pasted=True)
    assert chat.state.platform == "windows"


def test_no_check_is_left_out_for_the_machine_that_the_person_types_on() -> None:
    chat = Chat(State(platform="linux"))
    chat.say("CAA20004")
    assert chat.say("next").lstrip().startswith("1. ")
    said = chat.say(NXDOMAIN, pasted=True)
    assert said.startswith("Your text is from Windows")
    assert "Check 1" in said


def test_what_is_no_output_of_a_check_is_looked_up(chat: Chat) -> None:
    chat.say("CAA20004")
    assert "invalid-grant" in chat.say("AADSTS50126: Error validating credentials", pasted=True)
    assert chat.state.entry == "invalid-grant"
    assert chat.state.dialogue.done == ()


def test_checks_are_skipped_taken_back_and_listed(chat: Chat) -> None:
    chat.say("CAA20004")
    assert chat.say("skip").lstrip().startswith("2. ")
    assert "1. Does DNS answer for both sign-in hosts? (skipped)" in chat.say("checks")
    assert chat.say("back").lstrip().startswith("1. ")
    chat.say(NXDOMAIN, pasted=True)
    assert "1. Does DNS answer for both sign-in hosts? (bad)" in chat.say("checks")


def test_the_end_is_honest_where_nothing_was_found(chat: Chat) -> None:
    chat.say("CAA20004")
    for _ in range(len(BOOK["caa20004"].checks)):
        said = chat.say("skip")
    assert "none of them shows the cause" in " ".join(said.split())


@pytest.mark.parametrize("order", ["next", "skip", "back", "checks"])
def test_without_an_entry_there_is_nothing_to_check(chat: Chat, order: str) -> None:
    assert "No entry is at hand" in chat.say(order)
