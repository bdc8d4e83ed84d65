"""kb.situation: what a paste says of the affected machine, and how that gets into a command. Nothing is guessed."""

from __future__ import annotations

import json
import re
import shlex
import time
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kb
from kb.safe_text import is_visible
from kb.situation import (
    FIELDS,
    Field,
    Refused,
    Situation,
    assign,
    fill,
    is_plain_name,
    is_port,
    merge,
    read_situation,
)


def test_a_paste_says_what_machine_it_is_and_the_commands_come_ready_to_run() -> None:
    paste = (
        "PS C:\\Users\\me> $env:HTTPS_PROXY = 'http://proxy.contoso.com:3128'\n"
        "PS C:\\Users\\me> irm https://login.microsoftonline.com\n"
        "irm : The remote name could not be resolved: 'login.microsoftonline.com'\n"
        "At line:1 char:1\n"
    )
    situation = read_situation(paste)
    assert known(situation) == {
        "platform": "windows",
        "shell": "PowerShell",
        "cloud": "global",
        "proxy_host": "proxy.contoso.com",
        "proxy_port": "3128",
        "host": "login.microsoftonline.com",
    }
    place = situation.places("proxy_host")[0]
    assert paste[place.start : place.end] == "proxy.contoso.com"
    command = "Test-NetConnection <proxy-host> -Port <proxy-port>"
    assert fill(command, "PowerShell", situation) == "Test-NetConnection proxy.contoso.com -Port 3128"


def known(situation: Situation) -> dict[str, str]:
    """The fields that have a value."""
    return {field: situation.value(field) for field in FIELDS if situation.value(field)}


# --- reading --------------------------------------------------------------------------------------

PS = {"platform": "windows", "shell": "PowerShell"}
PROXY = {"proxy_host": "proxy.contoso.com", "proxy_port": "3128"}

PASTES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "situations.jsonl").read_text("utf-8").splitlines()
]
READ = [row for row in PASTES if "read" in row]
CONTRADICTING = [row for row in PASTES if "candidates" in row]


def name(row: dict[str, Any]) -> str:
    """What a row is about."""
    return str(row["name"])


def test_there_are_pastes_of_every_kind() -> None:
    assert len([row for row in READ if row["read"]]) >= 40
    assert len([row for row in READ if not row["read"]]) + len(CONTRADICTING) >= 15
    assert {field for row in READ for field in row["read"]} == set(FIELDS)


@pytest.mark.parametrize("row", READ, ids=name)
def test_what_is_read_from_a_paste(row: dict[str, Any]) -> None:
    situation = read_situation(row["paste"])
    assert known(situation) == row["read"]
    assert {found.field for found in situation.found} == set(row["read"])


@pytest.mark.parametrize("row", CONTRADICTING, ids=name)
def test_two_values_are_none_and_both_are_reported(row: dict[str, Any]) -> None:
    situation = read_situation(row["paste"])
    for field, candidates in row["candidates"].items():
        assert situation.value(field) == ""
        assert list(situation.candidates(field)) == candidates


@pytest.mark.parametrize("row", PASTES, ids=name)
def test_line_ends_of_windows_and_words_around_it_make_no_difference(row: dict[str, Any]) -> None:
    expected = known(read_situation(row["paste"]))
    assert known(read_situation(row["paste"].replace("\n", "\r\n"))) == expected
    assert known(read_situation(f"I ran it and got:\n\n{row['paste']}\n\nWhat now?")) == expected


@pytest.mark.parametrize("row", PASTES, ids=name)
def test_every_value_has_its_place(row: dict[str, Any]) -> None:
    situation = read_situation(row["paste"])
    for found in situation.found:
        assert 0 <= found.start < found.end <= len(row["paste"])
        if found.field in ("proxy_host", "proxy_port", "host"):
            assert row["paste"][found.start : found.end] == found.value
    for field in FIELDS:
        assert bool(situation.value(field)) == (len(situation.places(field)) == 1)


def test_what_agrees_is_read_beside_what_contradicts() -> None:
    situation = read_situation("HTTP_PROXY=http://a.contoso.com:8080\nHTTPS_PROXY=http://b.contoso.com:8080")
    assert situation.proxy_port == "8080"
    assert situation.candidates("proxy_port") == ()


# .NET runs elsewhere too, and Squid may go by another name: these count where nothing better stands.
def test_a_weak_sign_does_not_contradict_a_strong_one() -> None:
    assert read_situation("ana@web01:~$ mono a.exe\nSystem.Net.WebException: x").platform == "linux"
    squid = "HTTPS_PROXY=http://proxy.contoso.com:3128\nVia: 1.1 squid-07 (squid/5.7)"
    assert read_situation(squid).proxy_host == "proxy.contoso.com"


def test_a_log_of_many_hosts_names_a_few_of_them() -> None:
    log = "".join(f"curl: (6) Could not resolve host: h{number}.example.com\n" for number in range(1000))
    situation = read_situation(log)
    assert situation.host == ""
    assert 2 <= len(situation.candidates("host")) <= 10


def test_no_password_is_kept() -> None:
    situation = read_situation("HTTPS_PROXY=http://svc:hunter2@proxy.contoso.com:3128")
    assert "hunter2" not in situation.model_dump_json() and "svc" not in situation.model_dump_json()


@given(st.text() | st.text(alphabet="PSC:\\>proxy=/.@%$\" '\n0123456789-_<>()", max_size=300))
def test_any_text_is_read(text: str) -> None:
    situation = read_situation(text)
    assert all(0 <= found.start <= found.end <= len(text) for found in situation.found)
    assert situation == read_situation(text)


@pytest.mark.parametrize(
    "piece",
    [
        "a", "a.", "a-", ":", "C:\\", "C:\\a", "PS C:\\", "http://", "http://a@", "HTTPS_PROXY=", "proxy ", "* ",
        "* Connected to a (b) port 1\n", "status: NXDOMAIN ", "ComputerName : a\n", "%2f", "/home/", "a@b:",
        " (a:1)", "proxy=a:", "> CONNECT ", "curl ", "curl -x ", "[a@b ", "Enabled: Yes\n", "proxyaddress=", "\n", " ",
        "(", "'http': '",
    ],
)  # fmt: skip
def test_reading_takes_time_in_step_with_the_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        start = time.perf_counter()
        read_situation(text)
        return time.perf_counter() - start

    assert seconds(160_000) < 16 * seconds(20_000) + 0.5


# --- what is known and what is new ----------------------------------------------------------------


def test_what_the_person_set_wins_over_what_is_read() -> None:
    mine = Situation(proxy_host="mine.contoso.com", platform="macos")
    read = read_situation("PS C:\\> \nHTTPS_PROXY=http://proxy.contoso.com:3128")
    merged = merge(mine, read)
    assert known(merged) == {**PS, **PROXY, "platform": "macos", "proxy_host": "mine.contoso.com"}
    assert merged.is_set("proxy_host") and not merged.is_set("proxy_port")
    assert merge(read, mine).proxy_host == "mine.contoso.com"


def test_of_two_settings_the_newer_wins() -> None:
    assert merge(Situation(host="a"), Situation(host="b")).host == "b"


def test_what_a_paste_does_not_say_stays() -> None:
    read = read_situation("HTTPS_PROXY=http://proxy.contoso.com:3128")
    assert merge(read, read_situation("CAA20004")) == read
    assert merge(Situation(), read) == read
    assert merge(read, read) == read


def test_two_pastes_that_contradict_each_other_leave_both_as_candidates() -> None:
    merged = merge(read_situation("C:\\>x"), read_situation("ana@web01:~$ x"))
    assert merged.platform == ""
    assert set(merged.candidates("platform")) == {"windows", "linux"}


def test_the_host_is_that_of_the_newer_paste() -> None:
    merged = merge(read_situation("Could not resolve host: a.x"), read_situation("Could not resolve host: b.x"))
    assert merged.host == "b.x"


def test_a_setting_ends_a_contradiction() -> None:
    torn = read_situation("HTTP_PROXY=http://a.contoso.com:8080\nHTTPS_PROXY=http://b.contoso.com:8080")
    settled = assign(torn, "proxy_host", "b.contoso.com")
    assert isinstance(settled, Situation)
    assert (settled.proxy_host, settled.proxy_port) == ("b.contoso.com", "8080")
    assert settled.is_set("proxy_host") and settled.candidates("proxy_host") == ()


def test_an_empty_setting_takes_a_value_back() -> None:
    cleared = assign(read_situation("HTTPS_PROXY=http://proxy.contoso.com:3128"), "proxy_host", "")
    assert isinstance(cleared, Situation)
    assert known(cleared) == {"proxy_port": "3128"} and not cleared.places("proxy_host")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("platform", "beos", "windows, macos, linux"),
        ("cloud", "moon", "global, china"),
        ("proxy_port", "0", "1 to 65535"),
        ("proxy_port", "65536", "1 to 65535"),
        ("proxy_port", "http", "1 to 65535"),
        ("proxy_host", "-oops", "begins with -"),
        ("proxy_host", "a\nb", "line breaks"),
        ("product", "a\x1b[31m", "cannot be seen"),
        ("product", "\ud800", "cannot be seen"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(field: Field, value: str, words: str) -> None:
    refused = assign(Situation(), field, value)
    assert isinstance(refused, Refused)
    assert words in refused.reason and is_visible(refused.reason)


# --- filling --------------------------------------------------------------------------------------

FULL = Situation(platform="windows", proxy_host="proxy.contoso.com", proxy_port="3128", host="a.x")
SHELLS = ("Terminal", "PowerShell", "Command Prompt")


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("command", "filled"),
    [
        ("nslookup <proxy-host>", "nslookup proxy.contoso.com"),
        ("nc -vz <proxy-host> <proxy-port>", "nc -vz proxy.contoso.com 3128"),
        ("curl -x http://<proxy-host>:<proxy-port> https://<host>/", "curl -x http://proxy.contoso.com:3128 https://a.x/"),
        ("x 'http://<proxy-host>:<proxy-port>' \"<host>\"", "x 'http://proxy.contoso.com:3128' \"a.x\""),
        ("set HTTPS_PROXY=http://<proxy-host>:<proxy-port>", "set HTTPS_PROXY=http://proxy.contoso.com:3128"),
        ("ping <gateway> <PROXY-HOST> <proxy_host> < in > out", "ping <gateway> <PROXY-HOST> <proxy_host> < in > out"),
    ],
)  # fmt: skip
def test_plain_values_go_in_anywhere(shell: str, command: str, filled: str) -> None:
    assert fill(command, shell, FULL) == filled


@pytest.mark.parametrize("shell", SHELLS)
def test_slots_without_a_value_stay(shell: str) -> None:
    command = "curl -v -x http://<proxy-host>:<proxy-port> https://<host>"
    assert fill(command, shell, Situation()) == command
    assert fill(command, shell, Situation(host="a.x")) == command.replace("<host>", "a.x")


@given(st.text(), st.sampled_from((*SHELLS, "", "fish")))
@example("curl  -v\t'x'\r\n ", "Terminal")
def test_a_command_without_slots_comes_back_as_it_is(command: str, shell: str) -> None:
    command = command.replace("<", "")
    assert fill(command, shell, FULL) == command


def test_the_commands_of_the_book_that_have_no_slot_come_back_as_they_are(book: kb.KnowledgeBase) -> None:
    slots = re.compile("<(?:proxy-host|proxy-port|host)>")
    commands = [command for entry in book for command in entry.commands]
    assert all(fill(c.text, c.shell, FULL) == c.text for c in commands if not slots.search(c.text))


def test_the_commands_of_the_book_that_have_slots_are_filled(book: kb.KnowledgeBase) -> None:
    commands = [command for entry in book for command in entry.commands if "<" in command.text]
    assert len(commands) > 20
    for command in commands:
        wanted = command.text.replace("<host>", "a.x")
        wanted = wanted.replace("<proxy-host>", "proxy.contoso.com").replace("<proxy-port>", "3128")
        assert fill(command.text, command.shell, FULL) == wanted


@pytest.mark.parametrize(
    ("shell", "value", "written"),
    [
        ("Terminal", "it's", "'it'\"'\"'s'"),
        ("Terminal", "a b", "'a b'"),
        ("Terminal", "$(id)", "'$(id)'"),
        ("Terminal", "::1", "::1"),
        ("PowerShell", "it's", "'it''s'"),
        ("PowerShell", "a b", "'a b'"),
        ("PowerShell", "$(calc)", "'$(calc)'"),
        ("PowerShell", "1e3", "'1e3'"),
        ("PowerShell", "10.0.0.1", "10.0.0.1"),
        ("Command Prompt", "it's", '"it\'s"'),
        ("Command Prompt", "a & calc", '"a & calc"'),
    ],
)
def test_other_values_are_quoted_for_the_shell(shell: str, value: str, written: str) -> None:
    assert fill("x <host> y", shell, Situation(host=value)) == f"x {written} y"


# One writing for every shell would not do: a Terminal command on Windows is pasted into cmd or PowerShell.
def test_a_terminal_command_on_windows_takes_plain_names_only() -> None:
    assert isinstance(fill("x <host>", "Terminal", Situation(platform="windows", host="a & b")), Refused)
    assert fill("x <host>", "Terminal", Situation(platform="windows", host="a.b")) == "x a.b"


INSIDE = ["curl https://<host>/", "x 'https://<host>/'", 'x "<host>"', 'x " <host> "', "x a=<host>", "x <host>:443"]
OPEN = {
    "Terminal": [
        "x ' <host> '",
        "x $(y <host> )",
        "x ` <host> `",
        "x \\ <host>",
        "x # <host>",
        "x << E\ny <host> \nE",
        "eval x <host>",
        "bash -c <host>",
        "ssh a x <host>",
    ],
    "PowerShell": [
        "x ' <host> '",
        "x $(y <host> )",
        'x `" <host>',
        "x # <host>",
        "x --% <host>",
        "x @'\ny <host>",
        "iex <host>",
        "cmd /c x <host>",
    ],
    "Command Prompt": ['x "a" " <host>', "x ^ <host>", "x '\" <host>", "powershell -c x <host>"],
}


@pytest.mark.parametrize(
    ("shell", "command"),
    [(shell, command) for shell in SHELLS for command in [*INSIDE, *OPEN[shell]]]
    + [(shell, command) for shell in ("", "fish") for command in [*INSIDE, "x <host>"]],
)
@pytest.mark.parametrize("value", ["a b", "a'b", "::1", "a_b", "a;b", "$(x)", "..", "a..b", "[::1]"])
def test_inside_something_only_a_plain_name_goes(shell: str, command: str, value: str) -> None:
    got = fill(command, shell, Situation(host=value))
    assert isinstance(got, Refused)
    assert got.field == "host" and got.value == value and value in got.reason and "<host>" in got.reason
    assert fill(command, shell, Situation(host="a.b")) == command.replace("<host>", "a.b")


@pytest.mark.parametrize(
    "command", ["<host>", " <host> -x", "a; <host> b", "a | <host>", "sudo <host>", "$x = <host>", "$x=<host>"]
)
@pytest.mark.parametrize("shell", SHELLS)
def test_no_value_becomes_the_name_of_a_program(command: str, shell: str) -> None:
    assert isinstance(fill(command, shell, Situation(host="rm")), Refused)


HOSTILE = [
    "'; rm -rf ~", "a'; rm -rf ~; '", "$(rm -rf ~)", "a$(calc)", "`calc`", "a`calc`b", "%PATH%", "a%PATH%b", "& calc",
    "a&calc", "a & calc", "a|calc", "a;calc", "a\ncalc", "a\r\ncalc", "a\0b", "-leading", "--help", "/?", "@file",
    "+x", '"', 'a"b', 'a" & calc "b', "a'b", "^", "a^&calc", "!x!", "a\\", "a\\\"", "a b\\", "${x}", "$x", "~", "*",
    "a*", "{a,b}", "<x", ">x", "(calc)", "a #b", "a\tb", "\u2018; calc", "аdmin", "a\u202eb", "a",
]  # fmt: skip


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_a_hostile_value_is_refused_or_inert(shell: str, value: str) -> None:
    got = fill("x <host> y", shell, Situation(host=value))
    if isinstance(got, Refused):
        assert got.reason.startswith("The host “") and is_visible(got.reason) and "\n" not in got.reason
    else:
        assert inert(got.removeprefix("x ").removesuffix(" y"), shell, value)


def inert(word: str, shell: str, value: str) -> bool:
    """Whether the shell takes the word for the value and nothing else, by the rules of its language."""
    assert value.isascii() and value.isprintable() and value[0] not in "-+@/"
    if shell == "Terminal":
        return shlex.split(f"x {word} y", comments=True) == ["x", value, "y"]
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", word):
        return word == value
    if shell == "PowerShell":  # nothing is expanded between single quotes; two of them are one
        body = word[1:-1]
        single = re.fullmatch(r"'(?:[^']|'')*'", word) is not None and body.replace("''", "'") == value
        return single and not set('"%&|<>^') & set(value) and not value.endswith("\\")
    # cmd: between double quotes only % (and ! where it is switched on) is expanded
    return word == f'"{value}"' and not set('"%!^') & set(value) and not value.endswith("\\")


@pytest.mark.parametrize(
    ("shell", "value"),
    [
        *((shell, value) for shell in SHELLS for value in ("-leading", "a\ncalc", "a\0b", "/?", "a\u202eb")),
        *((shell, value) for shell in SHELLS[1:] for value in ("%PATH%", '"', "a^b", "a\\")),
        ("PowerShell", "& calc"),
    ],
)
def test_what_no_quoting_makes_safe_is_refused(shell: str, value: str) -> None:
    assert isinstance(fill("x <host>", shell, Situation(host=value)), Refused)


VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40) | st.text(
    alphabet="ab'\"$`%&|;<>^!\\ ()\n-.{}#~*", min_size=1, max_size=20
)


@given(VALUES)
@example("'; rm -rf ~")
@example("$(x)")
def test_in_a_terminal_the_value_comes_back_as_one_argument(value: str) -> None:
    got = fill("x -h <host> 'a b' <proxy-host> -y", "Terminal", Situation(host=value, proxy_host=value))
    if not isinstance(got, Refused):
        assert shlex.split(got, comments=True) == ["x", "-h", value, "a b", value, "-y"]


@given(VALUES, st.sampled_from(SHELLS))
def test_every_accepted_value_is_inert(value: str, shell: str) -> None:
    got = fill("x <host> y", shell, Situation(host=value))
    assert isinstance(got, Refused) or inert(got.removeprefix("x ").removesuffix(" y"), shell, value)


@given(
    VALUES, st.sampled_from(SHELLS), st.sampled_from(["x https://<host>/", 'x "<host>"', "x '<host>'", "x a=<host>"])
)
def test_every_value_accepted_inside_something_is_plain(value: str, shell: str, command: str) -> None:
    got = fill(command, shell, Situation(host=value))
    assert isinstance(got, Refused) != is_plain_name(value)
    assert isinstance(got, Refused) or got == command.replace("<host>", value)


@pytest.mark.parametrize("value", ["0", "00", "01", "65536", "99999", "8080x", "80 80", "٣", "-1", "+80", "1e3", "a"])
@pytest.mark.parametrize("shell", SHELLS)
def test_a_port_is_a_number(shell: str, value: str) -> None:
    assert isinstance(fill("x -Port <proxy-port>", shell, Situation(proxy_port=value)), Refused)
    assert not is_port(value)


def test_a_slot_in_a_value_is_not_filled_again() -> None:
    got = fill("x <proxy-host> <host>", "Terminal", Situation(proxy_host="<host>", host="a.b"))
    assert got == "x '<host>' a.b"


def test_the_fields_have_one_list() -> None:
    assert set(FIELDS) == set(get_args(Field)) == set(Situation.model_fields) - {"found"}
