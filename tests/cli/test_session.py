"""The chat without a terminal: what is said to a line, and what is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import ARTICLE, OIL, MakeBook

import kb
from kb.dialogue import Dialogue
from kb.safe_text import is_visible
from kb_cli.session import State, cancel, end_of_input, greeting, is_order, reply
from kb_cli.terminal import Screen

CODE = "0x80070057"
JAMMED = "Mar 12 10:00 host app[3]: The widget gear assembly has stopped turning unexpectedly"


@dataclass
class Chat:
    """A chat to speak to: keeps the state between two lines."""

    book: kb.KnowledgeBase
    state: State = field(default_factory=lambda: State(platform="windows"))
    screen: Screen = field(default_factory=Screen)

    def say(self, line: str, *, pasted: bool = False) -> str:
        said = reply(self.book, self.state, line, self.screen, pasted=pasted)
        self.state = said.state
        return said.text


@pytest.fixture
def chat(small: Path) -> Chat:
    """A chat about the book of the jammed widget."""
    return Chat(kb.open(small))


def test_the_greeting_says_what_to_do_and_whose_commands_are_shown(chat: Chat) -> None:
    """Two lines, also in a narrow window they hold the way in, the way to help and the way out."""
    text = greeting(chat.book, chat.state, chat.screen)
    assert text.splitlines() == [
        "errkb, 2 entries; commands for Windows.",
        "Paste an error, type a code, or ask. /help says more, Ctrl-D leaves.",
    ]


def test_an_answer_begins_with_how_sure_and_why(chat: Chat) -> None:
    """The first line gives likelihood and reason; then the entry: title, summary, causes, the check to begin with."""
    first, _, title, *rest = chat.say(JAMMED).splitlines()
    assert "sure: error text “The widget gear assembly" in first
    assert title == "4711 The widget is jammed"
    assert "  - Dust in the gears." in rest
    assert "       widget /open" in rest
    assert chat.state.entry == "widget"


def test_an_answer_ends_with_what_else_can_be_asked(chat: Chat) -> None:
    """The last line names the entry, and what else there is."""
    said = " ".join(chat.say(JAMMED).split())
    assert said.endswith("That was widget. more: all of it · why: how it was found")


def test_a_text_that_is_a_name_is_found_by_name(chat: Chat) -> None:
    """A code, an id or a title alone needs no likelihood."""
    assert chat.say(CODE).startswith(f"Found by name: {CODE}\n")


@pytest.mark.parametrize("order", ["more", "all", "m", "/more"])
def test_more_shows_everything_the_entry_says(chat: Chat, order: str) -> None:
    """Error texts, all checks, names and sources."""
    chat.say(JAMMED)
    said = chat.say(order)
    for text in ("Error text", "1. Open the lid", "Also called\n  jammed widget", "The widget guide"):
        assert text in said


@pytest.mark.parametrize("width", [80, 100])
def test_the_first_answer_fits_the_first_screen(book: kb.KnowledgeBase, width: int) -> None:
    """Title, meaning and the first check of any entry, in a window of 24 rows."""
    for entry in book:
        chat = Chat(book, screen=Screen(width))
        said = chat.say(entry.id)
        assert len(said.splitlines()) <= 23, entry.id
        assert said.splitlines()[2] == entry.title or len(entry.title) > width, entry.id
        commands = [command for check in entry.checks for command in check.commands]
        if entry.kind == "error" and commands and not any(c.elevated or c.changes_system for c in commands):
            assert chat.state.copyable or "Say good or bad" in said, entry.id


def test_why_says_which_words_met_what_and_in_which_line(chat: Chat) -> None:
    """The evidence is given with its line in a paste of several, and the next best entry with its likelihood."""
    chat.say("first line\n" + JAMMED)
    said = chat.say("why")
    assert said.startswith("4711 The widget is jammed (widget) is ")
    assert "- error text: “The widget gear assembly has stopped turning unexpectedly” in line 2" in " ".join(
        said.split()
    )


@pytest.mark.parametrize("line", ["more", "why", "/more", "/why"])
def test_nothing_is_at_hand_at_first(chat: Chat, line: str) -> None:
    """Orders that speak of an entry say so where there is none."""
    assert chat.say(line) == "No entry is at hand yet. Paste an error or type a code first.\n"


def test_without_an_answer_the_guesses_are_a_list_to_choose_from(chat: Chat) -> None:
    """The chat says that it does not know, and a number opens one of the guesses."""
    said = chat.say("my hinges hum a song of summer in the morning sun and nobody knows")
    assert said.startswith("No answer that I would stand behind.\n")
    assert "1. Oil the hinges" in said
    assert chat.state.entry == ""
    assert chat.say("1").startswith("Oil the hinges\n")
    assert chat.state.entry == "oil"


def test_an_unknown_code_is_named_as_unknown(chat: Chat) -> None:
    """A code that the book has no entry for is never passed over."""
    assert "0x80001234, of which the book knows nothing" in chat.say("it failed with 0x80001234")


def test_a_number_past_the_list_is_a_question(chat: Chat, book: kb.KnowledgeBase) -> None:
    """Nor does a number choose where there is no list; 407 is always a question."""
    chat.say("/search widget hinges")
    chat.say("3")
    assert chat.state.question == "3"
    shipped = Chat(book)
    shipped.say("/search proxy")
    assert shipped.state.listed
    assert shipped.say("407").startswith("Found by name: 407\n")


def test_a_chosen_entry_leaves_the_list_for_another_choice(chat: Chat) -> None:
    """After 1 comes 2, from the same list."""
    chat.say("/search widget hinges")
    first, second = (choice.value for choice in chat.state.listed)
    chat.say("1")
    assert chat.state.entry == first
    chat.say("2")
    assert chat.state.entry == second


@pytest.mark.parametrize("text", ["/quit", "more", "quit", "1", "/show oil", "?"])
def test_a_paste_is_never_an_order(chat: Chat, text: str) -> None:
    """What comes from the clipboard is looked up, whatever it looks like."""
    chat.say("/search widget hinges")
    chat.say(text, pasted=True)
    assert chat.state.question == text
    assert not chat.state.left


@pytest.mark.parametrize("text", [" /quit", "/quit\nmore", "/var/log/app: failed", "more of the same", "why not"])
def test_only_a_slash_and_a_word_or_a_bare_word_is_an_order(text: str) -> None:
    """A leading space, a second line, a path or a sentence make a question."""
    assert not is_order(text)


@pytest.mark.parametrize("line", ["/quit", "quit", "exit", "/exit", "EXIT "])
def test_several_words_leave(chat: Chat, line: str) -> None:
    """Leaving needs no manual."""
    chat.say(line)
    assert chat.state.left


def test_an_unknown_order_is_told_with_the_nearest(chat: Chat) -> None:
    """A slip of the finger is not looked up."""
    assert chat.say("/shwo oil") == "There is no /shwo. Did you mean /show? /help lists them all.\n"


@pytest.mark.parametrize("line", ["help", "?", "/help", "/?"])
def test_help_names_every_order(chat: Chat, line: str) -> None:
    """All orders and the keys, on any width."""
    said = chat.say(line)
    for word in ("/more", "/why", "/show", "/search", "/platform", "/paste", "/new", "/help", "/quit", "Alt-Enter"):
        assert word in said


def test_show_opens_an_entry_by_any_of_its_names(chat: Chat) -> None:
    """Id, code and title do."""
    for name in ("widget", CODE, "80070057", "Jammed Widget"):
        assert chat.say(f"/show {name}").startswith("4711 The widget is jammed\n"), name


def test_show_of_an_unknown_name_lists_the_nearest(chat: Chat) -> None:
    """The list can be chosen from."""
    assert "There is no widgit. The nearest:\n  1. 4711 The widget is jammed (widget)" in chat.say("/show widgit")
    assert chat.say("1").startswith("4711 The widget is jammed\n")


def test_why_after_show_says_that_no_text_led_there(chat: Chat) -> None:
    """An entry opened by hand has no evidence."""
    chat.say("/show oil")
    assert chat.say("why") == "You opened oil yourself; no text led there.\n"


def test_search_lists_entries_or_says_that_there_are_none(chat: Chat) -> None:
    """Words of an entry find it."""
    assert "1. Oil the hinges (oil)" in chat.say("/search squeak")
    assert chat.say("/search zebra").startswith("No entry has zebra.")


def test_the_platform_decides_which_commands_are_shown(make_book: MakeBook) -> None:
    """Commands of other platforms are mentioned, and /platform all shows them."""
    both = ARTICLE.replace(
        "   - Good: the lid", "   macOS, Terminal:\n\n   ```sh\n   widget --open\n   ```\n\n   - Good: the lid"
    )
    chat = Chat(kb.open(make_book({"widget.md": both, "oil.md": OIL})))
    said = chat.say(CODE)
    assert "widget /open" in said
    assert "widget --open" not in said
    assert "(also for macOS: /platform all)" in said
    assert chat.say("/platform macos") == "Commands are shown for macOS from now on. /show shows the entry again.\n"
    assert "widget --open" in chat.say("/show")
    chat.say("/platform all")
    assert {"       widget /open", "       widget --open"} <= set(chat.say("/show").splitlines())


def test_an_answer_leaves_the_error_texts_to_more(make_book: MakeBook) -> None:
    """The person has just pasted one of them."""
    texts = "".join(f"> The gear number {number} fell off\n\n" for number in range(8))
    chat = Chat(
        kb.open(make_book({"widget.md": ARTICLE.replace("> The widget gear assembly", texts + "> The widget gear")}))
    )
    said = chat.say(CODE)
    assert "gear number" not in said
    assert "gear number 7" in chat.say("more")


def test_lines_between_paste_and_end_are_one_question(chat: Chat) -> None:
    """Also lines that look like orders; nothing is said until the end."""
    chat.say("/paste")
    assert [chat.say(line) for line in ("/quit", "more", JAMMED)] == ["", "", ""]
    assert "4711 The widget is jammed" in chat.say("/end")
    assert chat.state.question == f"/quit\nmore\n{JAMMED}"


def test_the_end_of_the_input_ends_a_paste(chat: Chat) -> None:
    """What was collected is looked up before the chat is left."""
    chat.say("/paste")
    chat.say(JAMMED)
    said = end_of_input(chat.book, chat.state, chat.screen)
    assert "4711 The widget is jammed" in said.text
    assert said.state.left


def test_a_cancelled_paste_is_forgotten(chat: Chat) -> None:
    """After Ctrl-C lines are questions again."""
    chat.say("/paste")
    chat.say("half of it")
    chat.state = cancel(chat.state)
    assert chat.say(CODE).startswith("Found by name")


def test_new_forgets_everything_but_the_machine(chat: Chat) -> None:
    """The next problem starts from nothing but what is known of the machine."""
    chat.say("/platform macos")
    chat.say("/set proxy proxy.contoso.com:3128")
    known = chat.state.situation
    chat.say(JAMMED)
    chat.say("/new")
    assert chat.state == State(platform="macos", dialogue=Dialogue(situation=known))


def test_an_empty_line_says_nothing(chat: Chat) -> None:
    """Nor does it change anything."""
    before = chat.state
    assert chat.say("   ") == ""
    assert chat.state == before


def test_nothing_a_terminal_would_obey_is_said(make_book: MakeBook) -> None:
    """Escapes in a paste, in an order and in an article come out as text one can see."""
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"
    chat = Chat(kb.open(make_book({"widget.md": ARTICLE.replace("jammed\n", f"jammed {evil}\n"), "oil.md": OIL})))
    for line in (f"{evil} 4711", "why", "more", f"/show {evil}", f"/search {evil}", f"/{evil}", "/search widget", evil):
        assert is_visible(chat.say(line)), line


def test_colour_is_the_screen_s_affair(small: Path) -> None:
    """With it there are colours, without it not a single escape."""
    assert "\x1b[1m4711" in Chat(kb.open(small), screen=Screen(80, True)).say(CODE)
    assert "\x1b" not in Chat(kb.open(small), screen=Screen(80, False)).say(CODE)


@pytest.mark.parametrize("width", [40, 80])
def test_words_of_the_chat_fit_the_screen(book: kb.KnowledgeBase, width: int) -> None:
    """Help, lists and the last line of an answer are wrapped; only commands and long literals may stick out."""
    chat = Chat(book, screen=Screen(width))
    for line in ("help", "/search proxy", "it does not connect", "407"):
        chat.say("/new")
        said = chat.say(line)
        assert [text for text in said.splitlines()[-4:] if len(text) > width] == []


def test_the_shipped_book_answers_a_powershell_error(book: kb.KnowledgeBase) -> None:
    """A paste of several lines with (407) in it."""
    paste = "PS C:\\> irm https://x\nirm : The remote server returned an error: (407) Proxy Authentication Required."
    said = Chat(book).say(paste, pasted=True)
    assert "407 Proxy Authentication Required" in said
    assert "sure: code 407" in said
