"""Nothing but our own styling reaches the terminal, whatever the text and wherever it comes from.

`tests/data/hostile.jsonl` holds the texts, each with what it does to a terminal and where that is known from. Every one
goes to every place that shows text: the chat, the articles of a book, the command line, files and settings.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cli_process import Ran, run_kb
from hostile import NAMES, ROWS, TEXTS
from hypothesis import given
from hypothesis import strategies as st
from recorder import assert_harmless, hidden_in

import kb
from kb.dialogue import Dialogue
from kb.safe_text import is_text, visible_exact
from kb.situation import FIELDS, Refused, Situation, assign
from kb_cli import session
from kb_cli.errands import keep_saved, run_errand, with_profile
from kb_cli.main import main
from kb_cli.orders import ORDERS
from kb_cli.session import State, end_of_input, greeting, reply, toolbar
from kb_cli.terminal import Line, Screen, render

every_text = pytest.mark.parametrize("text", TEXTS, ids=NAMES)
in_both = pytest.mark.parametrize("colour", [False, True], ids=["plain", "colour"])

TOOLS = """---
kind: error
products: [Widget]
sources: [guide]
reviewed: 2026-11-21
---
# 407 The gate is shut

Codes: `407`, `0x80070057`

The gate wants a sign-in.

## Error text

> The gate has shut without a word

## Causes

- The gate wants a sign-in.
- The name is unknown.

## Checks

1. **Does the gate open?** Ask it.

   Windows, Command Prompt:

   ```bat
   curl -v -x http://<proxy-host>:<proxy-port> https://www.contoso.com/
   ```

   - Good: it opens. (when: http-200)
   - Bad: it wants a sign-in. (cause: 1) (when: http-407, connect-407)
   - Bad: it is rude. (when: http-error)
2. **Is the name known?** Ask for it.

   Windows, Command Prompt:

   ```bat
   nslookup <host>
   ```

   - Good: it is. (when: dns-answered)
   - Bad: it is not. (cause: 2) (when: dns-name-unknown)
"""

SOURCES = "guide:\n  title: The gate guide\n"

OUTPUTS = (
    "C:\\>curl -v https://www.contoso.com/\n< HTTP/1.1 407 Authentication {0}\n< Server: {0}\n",
    "C:\\>nslookup www.contoso.com\nServer:  {0}\nAddress:  10.0.0.4\n\n"
    "*** {0} can't find www.contoso.com: Non-existent domain {0}\n",
    "C:\\>nslookup {0}\nServer:  dc01\nAddress:  10.0.0.4\n\n*** dc01 can't find {0}: Non-existent domain\n",
    "PS C:\\> netsh winhttp show proxy\n    Proxy Server(s) :  {0}:8080\n    Bypass List     :  {0}\n",
    "HTTPS_PROXY=http://{0}:8080\nproxy: {0}\nUnable to connect to {0}\n",
)
"""Outputs of tools with a place for something that somebody else wrote: a header, the name of a server."""

FOLLOW_UPS = (
    "why", "more", "checks", "next", "/set", "/profile", "/copy", "/show", "/bad", "2", "/skip", "/back", "/good",
    "/ticket", "/ticket text", "/ticket json", "/ticket raw", "/copy", "/platform all", "which ports?",
    "what causes this?",
)  # fmt: skip

ARGUMENTS = (
    "/show {0}", "/search {0}", "/set proxy {0}", "/set host {0}", "/set product {0}", "/set {0}", "/set {0} x",
    "/platform {0}", "/save {0}", "/resume {0}", "/ticket {0}", "/ticket raw json {0}", "/copy {0}", "/next {0}",
    "/bad {0}", "/profile {0}", "/{0}", "/help {0}", "{0}", " {0}", "1{0}",
)  # fmt: skip


@dataclass
class Chat:
    """A chat to speak to, errands included, that looks at everything it is told, without and with colour."""

    book: kb.KnowledgeBase
    state: State = field(default_factory=lambda: State(platform="windows"))

    def say(self, line: str, *, pasted: bool = False) -> str:
        """What is said to a line, without colour: harmless, or the test fails. See `_render_both`."""
        screen = Screen(80)
        before = self.state
        said = reply(self.book, before, line, screen, pasted=pasted)
        self.state, told = said.state, said.text
        if said.errand:
            done = run_errand(self.book, self.state, said.errand, private=False)
            self.state = done.state
            told += _render_both(done.lines, screen)
        told += keep_saved(self.state)
        assert_harmless(told, colour=False, what=line[:80])
        if (self.state.platform, self.state.dialogue) != (before.platform, before.dialogue):
            shown = toolbar(self.state, 200)
            assert_harmless(shown, colour=False, what="toolbar")
            assert "\n" not in shown
        return told


def _render_both(lines: list[Line], screen: Screen) -> str:
    """`render`, which is called a second time with colour, so that a line is answered once for both."""
    coloured = render(lines, Screen(screen.width, not screen.colour, screen.platform))
    assert_harmless(coloured, colour=not screen.colour, what=lines)
    return render(lines, screen)


@pytest.fixture(autouse=True)
def _both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the chat renders is looked at without and with colour."""
    monkeypatch.setattr(session, "render", _render_both)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a book whose checks read outputs."""
    root = tmp_path_factory.mktemp("gate")
    (root / "gate.md").write_text(TOOLS, encoding="utf-8")
    (root / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def gate_book(gate: Path) -> kb.KnowledgeBase:
    """The book itself, opened once."""
    return kb.open(gate)


@pytest.fixture(autouse=True)
def _no_clipboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written into a folder of the test, and nothing gets onto the clipboard of whoever runs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SSH_CONNECTION", "here")


# --- the texts themselves --------------------------------------------------------------------------------------------


def test_each_text_says_what_it_does_and_where_that_is_known_from() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) == len(set(TEXTS))
    assert all(row.why and row.source for row in ROWS)


# --- the chat --------------------------------------------------------------------------------------------------------


@every_text
def test_a_paste(gate_book: kb.KnowledgeBase, text: str) -> None:
    """What was pasted is quoted by many orders; none of them lets it through."""
    chat = Chat(gate_book)
    for paste in (text, f"The gate has shut without a word {text}\n407 0x80070057"):
        chat.say(paste, pasted=True)
        for line in FOLLOW_UPS if chat.state.entry else ("why", "/ticket", "/ticket raw", "/set"):
            chat.say(line)
    for line in ("/paste", text, f"407\n{text}", "/end", "why"):
        chat.say(line)


@every_text
def test_the_argument_of_an_order(gate_book: kb.KnowledgeBase, text: str) -> None:
    """With nothing at hand, and with an entry."""
    chat = Chat(gate_book)
    for _ in range(2):
        for line in ARGUMENTS:
            chat.say(line.format(text))
        for line in ("/set", "/profile", "/profile save", "/resume", "next", "/copy", "more", "/ticket"):
            chat.say(line)
        chat.say("407")


@every_text
def test_the_output_of_a_tool(gate_book: kb.KnowledgeBase, text: str) -> None:
    """The verdict quotes the line that shows it, and so do the ticket and the list of checks."""
    chat = Chat(gate_book)
    for output in OUTPUTS:
        chat.say("407")
        chat.say(output.format(text[:600]), pasted=True)
        chat.say("/ticket text")
    for line in ("why", "checks", "next", "/set", "/copy", "/ticket json", "/ticket raw"):
        chat.say(line)


def test_the_verdict_does_quote_the_line(gate_book: kb.KnowledgeBase) -> None:
    """Else the test above would show nothing."""
    chat = Chat(gate_book)
    chat.say("407")
    said = chat.say(OUTPUTS[1].format("\x1b]0;owned\x07"), pasted=True)
    assert "> *** \\x1b]0;owned\\x07 can't find www.contoso.com" in said
    assert "printed: `*** \\x1b]0;owned\\x07 can't find" in chat.say("/ticket text")


@given(
    st.text(st.characters(exclude_categories=())),
    st.sampled_from(["{0}", *ARGUMENTS, *OUTPUTS]),
    st.booleans(),
    st.booleans(),
)
def test_any_text(gate_book: kb.KnowledgeBase, text: str, form: str, pasted: bool, colour: bool) -> None:
    """Arbitrary characters, as a paste, an order's argument and an output."""
    screen = Screen(80, colour)
    state = reply(gate_book, State(platform="windows"), "407", screen).state
    for line in (form.format(text), "why", "more", "/set", "/ticket"):
        said = reply(gate_book, state, line, screen, pasted=pasted and line not in ("why", "more"))
        state = said.state
        assert_harmless(said.text, colour=colour, what=line)
    assert_harmless(end_of_input(gate_book, state, screen).text, colour=colour)


def test_brackets_are_no_markup(gate_book: kb.KnowledgeBase) -> None:
    """What looks like the markup of rich or of prompt_toolkit is shown as it is."""
    chat = Chat(gate_book)
    for text in ("[/x]", "[TODO]", "[link=https://e.example]x[/link]", "<b>x</b>", "{0}", "%s"):
        assert text in chat.say(f"/search {text}")


# --- what the chat shows besides answers -----------------------------------------------------------------------------


@every_text
def test_the_line_below_the_prompt(text: str) -> None:
    """It names what is known of the machine and the entry at hand, whoever wrote them."""
    for name in FIELDS:
        told = assign(Situation(), name, text)
        if isinstance(told, Refused):
            assert not hidden_in(told.reason)
            told = Situation.model_construct(found=(), **{**dict.fromkeys(FIELDS, ""), name: text})
        for width in (200, 40):
            state = State(platform=text, dialogue=Dialogue.model_construct(situation=told, entry=text))
            shown = toolbar(state, width)
            assert_harmless(shown, colour=False)
            assert "\n" not in shown


@every_text
def test_a_profile(gate_book: kb.KnowledgeBase, text: str) -> None:
    """A profile that somebody else wrote is used without its text reaching the terminal, or not at all."""
    profile = Path(os.environ["KB_STATE_DIR"], "profile.json")
    profile.parent.mkdir(mode=0o700)
    of_any_value = dict.fromkeys(("product", "proxy_host", "proxy_port", "host"), text)
    few_values = ({name: text} for name in (*FIELDS, text) if name not in of_any_value)
    profiles = [json.dumps({"errkb-profile": 1, **fields}) for fields in (of_any_value, *few_values)]
    for written in (*profiles, text):
        profile.write_bytes(written.encode("utf-8", "surrogatepass"))
        profile.chmod(0o600)
        state, word = with_profile(State(platform="windows"))
        assert_harmless(word, colour=False)
        assert "\n" not in word
        assert_harmless(greeting(gate_book, state, Screen(80)), colour=False)
        assert not word or written is not profiles[0] or not text.isprintable()
        chat = Chat(gate_book, state)
        for line in ("407", "/set", "next", "/ticket", "/profile") if not word else ():
            chat.say(line)


@every_text
def test_a_saved_dialogue(gate_book: kb.KnowledgeBase, text: str) -> None:
    """The same for a dialogue that was saved, and then written by somebody else."""
    folder = Path(os.environ["KB_STATE_DIR"], "dialogues")
    folder.mkdir(mode=0o700, parents=True)
    text = text[:600]
    step = {"entry": "gate", "check": 1, "outcome": "bad", "result": 1, "why": text, "line": text, "tool": text}
    whole = {
        "questions": [f"407 {text}", text], "entry": "gate", "trail": [text], "steps": [step],
        "pending": {"check": 2, "text": text}, "situation": {"product": text, "proxy_host": text, "host": text},
    }  # fmt: skip
    lost = {**whole, "entry": text, "steps": [{**step, "entry": text}]}
    bare = {"questions": [text], "steps": [{**step, "outcome": text}], "situation": {"platform": text}}
    for dialogue in (whole, lost, bare, text):
        file = folder / "evil.json"
        file.write_text(json.dumps({"errkb-dialogue": 1, "dialogue": dialogue}), encoding="ascii")
        file.chmod(0o600)
        chat = Chat(gate_book)
        chat.say("/resume")
        said = chat.say("/resume evil")
        assert said.startswith("Resumed evil") or dialogue is not whole or not is_text(text)
        if "cannot be resumed" in said:
            continue
        for line in ("why", "checks", "next", "/ticket", "/set"):
            chat.say(line)


# --- a book of one's own ---------------------------------------------------------------------------------------------

ARTICLE = """---
kind: error
products: [{j}]
sources: [{j}, evil{n}]
codes: [{j}]
aliases: [{j}]
noise: [{j}]
reviewed: {j}
? {j}
: {j}
---
# Entry {n}q {t}

Codes: `{t}`, `{n}Q`

Also called: name {n}q {t}; {t}

Summary {t}

> {t}

## Error text

> message {n}q {t}

```text
{t}
```

## Causes

- Cause {t} [link {t}](https://evil.example/{t})
- Cause [nowhere]({t}.md). [Other kind](javascript:{t})

## Checks

1. **Check {t}** Text {t}

   Windows, {t}, Command Prompt:

   ```bat
   nslookup <host> {t}
   ```

   macOS, Linux, Terminal:

   ```sh
   echo {t} '
   {t}'
   ```

   Sample {t}:

   ```{t}
   {t}
   ```

   - Good: {t}. (when: {t})
   - Bad: {t}. (cause: {t}) (when: {t})
   - Bad: other {t}. See [Entry](h000.md)
   - Undo: {t}
2. {t}

## Endpoints

| Host | Port | Purpose | Cloud |
| --- | --- | --- | --- |
| `{t}` | {t} | {t} | {t} |

## Files and settings

| Item | Kind | Use |
| --- | --- | --- |
| `{t}` | {t} | {t} |

## Whom to ask

- **Team {t}**: do {t}. (cause: 1)

## Notes

- Note {t}

  | A {t} | B |
  | --- | --- |
  | {t} | {t} |

## {t}

{t}

## From other sources

- Says {t}. [Elsewhere {t}](https://evil.example/%1b{t})

  > {t}

## Related

- [Entry {t}](h000.md)

## Pastes that find it

{t}

```text
{t}
```

```{t}
{t}
```
"""
"""`{t}` wherever an article may have a text. `kb lint` would reject it, yet a folder that is opened must be safe."""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a book in which every article is made of one of the texts: `h000` of the first, and so on."""
    root = tmp_path_factory.mktemp("evil")
    tables = []
    for number, text in enumerate(TEXTS):
        short = text[:500]  # what is longer than that is in the other tests
        inline, quoted = short.replace("\n", " "), json.dumps(short)
        (root / f"h{number:03}.md").write_bytes(_bytes(ARTICLE.format(t=inline, j=quoted, n=number)))
        about = ", ".join(f"{name}: {quoted}" for name in ("title", "publisher", "date", "edition"))
        tables.append(f"evil{number}: {{{about}}}\n")
    (root / "sources.yaml").write_bytes(_bytes("".join(tables)))
    return root


@pytest.fixture(scope="module")
def evil_book(evil: Path) -> kb.KnowledgeBase:
    """The book itself, opened once."""
    return kb.open(evil)


@pytest.mark.parametrize("number", range(len(TEXTS)), ids=NAMES)
def test_an_article_in_the_chat(evil_book: kb.KnowledgeBase, number: int) -> None:
    chat = Chat(evil_book)
    shown = chat.say(f"/show h{number:03}")
    assert f"{number}q" in shown
    for line in ("more", "checks", "next", "/copy", "/copy 1", "/bad", "1", "2", "/skip", "/ticket", "/ticket json"):
        chat.say(line)
    for line in ("/platform all", "/set host web01", "/show", "next", "/copy", "/copy all"):
        chat.say(line)
    for line in (
        "which ports?",
        "what causes this?",
        "how do I undo that?",
        "who can do that?",
        "which settings?",
        "/new",
    ):
        chat.say(line)


def test_an_article_is_found_and_listed(evil_book: kb.KnowledgeBase) -> None:
    """Evidence, other entries and lists name titles and messages of articles."""
    chat = Chat(evil_book)
    for number in range(0, len(TEXTS), 7):
        chat.say(f"message {number}q")
        for line in ("why", "1", "/search name", "/show entry", "/ticket"):
            chat.say(line)


def test_the_commands_of_an_article_hide_nothing(evil_book: kb.KnowledgeBase) -> None:
    """Joiners, selectors and odd spaces too are escapes in a command, and in the list of what can be copied."""
    seen = 0
    for number in range(len(TEXTS)):
        chat = Chat(evil_book)
        for line in ("/platform all", f"/show h{number:03}", "next", "/copy"):
            said = chat.say(line)
            if line in ("next", "/copy"):
                own = [
                    one for one in said.splitlines() if re.match(r"(?:  \d\. |       )(?:nslookup <host>|echo) ", one)
                ]
                assert all(visible_exact(one) == one for one in own), number
                seen += len(own)
    assert seen > 3 * len(TEXTS)


def test_what_completion_offers(evil_book: kb.KnowledgeBase) -> None:
    """Names of entries come from articles."""
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from kb_cli.completer import ChatCompleter, names_of

    names = names_of(evil_book.names())
    assert len(names) > len(TEXTS)
    completer = ChatCompleter(lambda: names, lambda: False)
    offered = [one for name in names for one in name]
    for typed in ("/", "/show ", "/platform ", "En", "h0", "/show \\x1b", *(f"/show {text[:9]}" for text in TEXTS)):
        for one in completer.get_completions(Document(typed), CompleteEvent()):
            offered += [one.text, one.display_text, one.display_meta_text]
    assert not any(hidden_in(one) or "\n" in one or "\t" in one for one in offered)


# --- the command line, in this process -------------------------------------------------------------------------------

Call = Callable[..., int]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Calls `kb` and looks at what it prints on both streams."""

    def run(*arguments: str, stdin: bytes = b"", colour: bool = False) -> int:
        monkeypatch.setenv("FORCE_COLOR", "1" if colour else "")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = main(list(arguments))
        for printed in capsys.readouterr():
            assert_harmless(printed, colour=colour, what=arguments)
        return status

    yield run


@every_text
def test_an_argument(gate: Path, call: Call, text: str) -> None:
    book = ("--book", str(gate))
    text = text[:600]  # a whole one is pasted above
    for verb in (("lookup", "--json"), ("show",), ("search",)):
        call(*verb, *book, "--", text)
    call("lookup", "--why", *book, f"The gate has shut without a word {text}")
    call("lookup", "--why", *book, stdin=_bytes(f"407 {text}"), colour=True)
    for arguments in (
        ("help", text), ("paths", text), ("chat", text), ("lint", str(gate / text)), ("lint", "--", f"-{text}"),
        (*book, f"--{text}", "407"), ("chat", f"--{text}"), ("show", "--platform", text, "407"),
        ("search", "--limit", text, "407"), ("lookup", "--book", text, "407"),
    ):  # fmt: skip
        call(*arguments)


def test_an_argument_that_is_nearly_a_verb(call: Call) -> None:
    """It is quoted where its verb is offered."""
    for evil in ("\x1b", "\x9b", "\r", "\u202e", "\u2028", "\u200b", "\U000e0041"):
        for word in (f"loo{evil}kup", f"sear{evil}ch"):
            assert call(word, "zz") == 1
            call("help", word)


def test_an_argument_alone(call: Call) -> None:
    """The shortest way to an answer, in the shipped book."""
    for text in TEXTS[::40]:
        call(text)


@pytest.mark.parametrize("number", range(len(TEXTS)), ids=NAMES)
def test_an_article_on_the_command_line(evil: Path, call: Call, number: int) -> None:
    book = ("--book", str(evil))
    assert call("show", *book, "--platform", "all", f"h{number:03}", colour=True) == 0
    assert call("lookup", *book, f"h{number:03}") == 0
    assert call("show", "--json", *book, f"h{number:03}") == 0


def test_lists_of_articles_on_the_command_line(evil: Path, call: Call) -> None:
    book = ("--book", str(evil), "--limit", "1000")
    for colour in (False, True):
        assert call("search", *book, "entry", colour=colour) == 0
    call("lookup", "--why", *book[:2], "message", "name", "summary", colour=True)
    assert call("lint", "--examples", str(evil / "h008.md")) == 1  # here, for it needs the same index
    assert call("search", "--json", *book, "entry") == 0


def test_lint_of_articles(evil: Path, call: Call) -> None:
    """Faults quote the articles."""
    assert call("lint", str(evil)) == 1


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are no bytes there")
def test_names_of_files_and_folders(tmp_path: Path, call: Call) -> None:
    """A file, its folder and the book's own folder may have any name."""
    names = list(dict.fromkeys(name for name in map(_file_name, TEXTS) if name))
    assert len(names) > 100
    books = tmp_path / "books"
    for number, name in enumerate(names):
        root = books / f"{number}{name}"
        (root / name).mkdir(parents=True)
        for file in (root / name / f"a{name}.md", root / f"b{name}.md"):
            file.write_text(f"---\nkind: x\n---\n# Entry {number}q\n\n[nowhere](gone.md)\n", encoding="utf-8")
        if number % 8 == 0:  # a book is built for each
            call("lookup", "--why", "--book", str(root), f"entry {number}q")
            call("search", "--json", "--book", str(root), "entry")
    assert call("lint", str(books)) == 1
    assert call("search", "--book", str(books), "--limit", "1000", "entry") == 0
    book = kb.open(books)
    chat = Chat(book)
    for entry in list(book)[::5]:
        chat.say(f"/show {entry.id}")
        chat.say("more")


def _file_name(text: str) -> str:
    """The text as a file's name: no slash, no NUL, not too long; what is no character as bytes that are no UTF-8."""
    return os.fsdecode(_bytes(text[:60]).replace(b"/", b"_").replace(b"\0", b"")[:120])


# --- real processes --------------------------------------------------------------------------------------------------

ALL = "\n".join(text[:3000] for text in TEXTS)
"""All texts at once: a process for each would take minutes."""

AS_ARGUMENT = ALL.replace("\0", "").encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")


def _assert_harmless(ran: Ran, *, colour: bool = False) -> None:
    assert "Traceback" not in ran.err, ran.err
    for printed in (ran.out, ran.err):
        assert_harmless(printed, colour=colour)


@pytest.mark.skipif(sys.platform == "win32", reason="an argument is no bytes there")
@pytest.mark.parametrize(
    "arguments",
    [
        ("--why", "--", "407 " + AS_ARGUMENT), ("show", AS_ARGUMENT), ("search", AS_ARGUMENT),
        ("lookup", "--json", AS_ARGUMENT), ("lookup", "--book", AS_ARGUMENT, "407"), ("lint", AS_ARGUMENT),
        ("help", AS_ARGUMENT), ("--" + AS_ARGUMENT.replace(" ", ""),),
    ],
    ids=["lookup", "show", "search", "json", "book", "lint", "help", "option"],
)  # fmt: skip
def test_a_process_with_an_argument(gate: Path, arguments: tuple[str, ...]) -> None:
    takes_book = arguments[0] in ("--why", "show", "search") or "--json" in arguments
    _assert_harmless(run_kb(*(("--book", str(gate)) if takes_book else ()), *arguments))


@in_both
def test_a_process_that_reads(gate: Path, colour: bool) -> None:
    settings, book = {"FORCE_COLOR": "1" if colour else ""}, ("--book", str(gate))
    _assert_harmless(run_kb("lookup", "--why", *book, stdin=_bytes("407\n" + ALL), **settings), colour=colour)
    _assert_harmless(
        run_kb(*book, "-", stdin=_bytes(ALL).decode("utf-8", "replace").encode("utf-16"), **settings), colour=colour
    )


@in_both
def test_a_chat_in_a_pipe(tmp_path: Path, gate: Path, colour: bool) -> None:
    """Lines of the texts are questions, every order has some as argument, and the folder of the state is named so."""
    state = tmp_path / ("state" if sys.platform == "win32" else "state \x1b]0;owned\x07 \u202e \x9b31m")
    state.mkdir(0o700)
    profile = state / "profile.json"
    profile.write_text("\x1b[2J", encoding="utf-8")
    profile.chmod(0o600)
    lines = [
        "407",
        "/profile save",
        "/save x",
        "/resume",
        *(f"{order} {text}" for order in ORDERS for text in TEXTS[::9]),
    ]
    stdin = "\n".join(line for line in lines if not line.startswith(("/quit", "/paste")))
    settings = {"KB_STATE_DIR": str(state), "FORCE_COLOR": "1" if colour else "", "SSH_CONNECTION": "here"}
    ran = run_kb(
        "chat", "--book", str(gate), stdin=_bytes(stdin + "\n/paste\n" + ALL + "\n/end\nwhy\n/ticket\n"), **settings
    )
    assert "The profile " in ran.out
    _assert_harmless(ran, colour=colour)


@pytest.mark.skipif(sys.platform == "win32", reason="a path cannot hold these there")
def test_a_process_with_folders_from_the_environment(tmp_path: Path, gate: Path) -> None:
    name = "cache \x1b]0;owned\x07 \u202e \x9b31m \x7f"
    folders = {"KB_CACHE_DIR": str(tmp_path / name), "KB_STATE_DIR": str(tmp_path / name)}
    ran = run_kb("paths", COLUMNS="\x1b[2J", TERM="\x1b[2J", **folders)
    assert "owned" in ran.out
    _assert_harmless(ran)
    _assert_harmless(run_kb("--book", str(gate), "407 is what it says", NO_COLOR="\x1b[2J", **folders))
