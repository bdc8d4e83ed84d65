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
ANSWERED = (
    "C:\\>nslookup {host}\nServer:  dc01.corp.contoso.com\nAddress:  10.0.0.4\n\n"
    "Non-authoritative answer:\nName:    {host}\nAddress:  20.190.160.14\n"
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
    chat.say("CAA20004")
    said = chat.say(NXDOMAIN, pasted=True)
    assert said.startswith("Check 1: Does DNS answer")
    assert "Bad:" in said
    assert "can't find login.microsoftonline.com" in said
    assert "- likely (check 1): DNS does not resolve Microsoft's names." in said
    assert "It leads to\n  1. Try a public DNS provider (public-dns-switch)" in said
    assert "Next is check 3" in said
    assert chat.say("1").splitlines()[0] == BOOK["public-dns-switch"].title


def test_a_foreign_issuer_ends_in_tls_inspection(chat: Chat) -> None:
    chat.say("CAA20004")
    said = chat.say(ZSCALER, pasted=True)
    assert "Bad:" in said
    assert "Zscaler" in said
    assert "- likely (check 10): HTTPS traffic is intercepted" in said
    assert "(teams-tls-inspection)" in said


def test_the_probe_of_the_wizard_ends_in_a_proxy_that_wants_a_sign_in(chat: Chat) -> None:
    chat.say("wizard-proxy-not-configured")
    said = chat.say(PROBE_407, pasted=True)
    assert "Bad: `407`: the proxy wants a sign-in." in said
    assert "It leads to\n  1. 407 Proxy Authentication Required (http-407-proxy)" in said


def test_the_output_of_a_check_of_an_entry_that_it_leads_to_is_heard(chat: Chat) -> None:
    """The entry at hand stays at hand, and the verdict says whose check it is."""
    chat.say("connector-bypass-outbound-proxy")
    capture = "\n".join(
        f"{n}\t{n}.0\t10.1.2.3\t40.126.32.7\tTCP\t66\t[TCP Retransmission] 51544 → 443 [SYN] Seq=0 Win=64240 Len=0"
        for n in (1, 3, 7)
    )
    said = chat.say(capture, pasted=True)
    assert "of “Connector should go direct: look for retransmitted SYN”" in " ".join(said.split())
    assert "the firewall stops the direct way" in " ".join(said.split())
    assert chat.state.entry == "connector-bypass-outbound-proxy"


def test_a_verdict_that_needs_the_other_host_waits_for_it(chat: Chat) -> None:
    """Half of the outputs decides nothing; both together, pasted one after the other, do."""
    chat.say("CAA20004")
    said = " ".join(chat.say(ANSWERED.format(host="teams.microsoft.com"), pasted=True).split())
    assert said.startswith("Can't tell: ")
    assert "What is missing is the output for login.microsoftonline.com." in said
    assert chat.state.entry == "caa20004"
    said = chat.say(ANSWERED.format(host="login.microsoftonline.com"), pasted=True)
    assert "Good: both names come back" in said
    assert "- unlikely (check 1): DNS does not resolve Microsoft's names." in said


def test_the_output_for_another_host_decides_nothing(chat: Chat) -> None:
    chat.say("CAA20004")
    said = chat.say(NXDOMAIN.replace("login.microsoftonline.com", "printer.example.org"), pasted=True)
    assert said.startswith("Can't tell: This is the output of nslookup for printer.example.org")
    assert chat.state.entry == "caa20004"
    assert chat.state.dialogue.steps == ()


def test_what_the_person_says_of_a_check_counts(chat: Chat) -> None:
    chat.say("CAA20004")
    assert "Which of these?" in chat.say("bad")
    said = chat.say("3")
    assert "You said so." in said
    assert "- likely (check 2): The proxy asks for authentication" in said
    assert "(http-407-proxy)" in said
    chat.say("back")
    assert "- unlikely (check 2): " in chat.say("good")


def test_any_check_can_be_taken(chat: Chat) -> None:
    chat.say("CAA20004")
    assert chat.say("/next 13").startswith("Check 13 of 14: Is the system clock right?")
    chat.say("checks")
    assert chat.say("9").startswith("Check 9 of 14: Does Conditional Access refuse the device?")
    assert "there is no 15" in chat.say("/next 15")
    assert chat.say("next").startswith("Check 9 of 14")


def test_commands_are_filled_with_the_proxy_of_the_paste(chat: Chat) -> None:
    chat.say(
        '<proxy usesystemdefault="true" proxyaddress="http://proxy.contoso.com:3128" />\n',
        pasted=True,
    )
    assert chat.state.situation.proxy_host == "proxy.contoso.com"
    entry = next(e for e in BOOK if any("<proxy-host>" in command.text for command in e.commands))
    chat.say("/platform all")
    chat.say(f"/show {entry.id}")
    assert "-Proxy http://proxy.contoso.com:3128 -ProxyUseDefaultCredentials" in chat.say("more")


def test_only_the_commands_of_the_cloud_are_shown_once_it_is_known(chat: Chat) -> None:
    chat.say("wizard-proxy-not-configured")
    both = chat.say("/next 2")
    assert "microsoftonline.cn/Prov" in both
    assert "adminwebservice.microsoftonline.com" in both
    chat.say("/set cloud china")
    china = chat.say("/next 2")
    assert "microsoftonline.cn/Prov" in china
    assert "adminwebservice.microsoftonline.com" not in china
    assert all("microsoftonline.cn" in command for command in chat.state.copyable)


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
    said = chat.say(NXDOMAIN, pasted=True)
    assert said.startswith("Your text is from Windows")
    assert "Check 1" in said


def test_what_is_no_output_of_a_check_is_looked_up(chat: Chat) -> None:
    chat.say("CAA20004")
    assert "invalid-grant" in chat.say("AADSTS50126: Error validating credentials", pasted=True)
    assert chat.state.entry == "invalid-grant"
    assert chat.state.dialogue.steps == ()


def test_an_unknown_text_leaves_the_entry_at_hand(chat: Chat) -> None:
    chat.say("CAA20004")
    said = chat.say("zzz qqq xyzzy")
    assert "No answer that I would stand behind." in said
    assert "Still at hand: Teams sign-in error CAA20004; `next` shows check 2." in " ".join(said.split())


def test_checks_are_skipped_taken_back_and_listed(chat: Chat) -> None:
    chat.say("CAA20004")
    assert chat.say("skip").startswith("Check 1 of 14")
    assert "2. Do both hosts answer over HTTPS? (skipped)" in chat.say("checks")
    assert chat.say("back").startswith("Check 2 of 14")
    chat.say(NXDOMAIN, pasted=True)
    assert "1. Does DNS answer for both sign-in hosts? (bad)" in chat.say("checks")


def test_the_end_is_honest_where_nothing_was_found(chat: Chat) -> None:
    chat.say("CAA20004")
    for _ in range(len(BOOK["caa20004"].checks)):
        said = chat.say("skip")
    assert "none of them shows the cause" in " ".join(said.split())
    assert "none of them shows the cause" in " ".join(chat.say("next").split())


@pytest.mark.parametrize("order", ["next", "skip", "back", "checks", "good", "bad", "more", "why"])
def test_without_an_entry_there_is_nothing_to_check(chat: Chat, order: str) -> None:
    assert "No entry is at hand" in chat.say(order)
