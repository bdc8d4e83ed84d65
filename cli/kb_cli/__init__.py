"""The command `kb`: one-shot calls and the chat. The library is `kb`; this package only asks it and shows answers."""
