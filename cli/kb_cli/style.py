"""Colours of the line that is edited, its menu and its toolbar."""

from __future__ import annotations

from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import BaseStyle, Style


def style(colour: bool) -> BaseStyle:
    """The style; without colour only bold and reverse are left, which the menu needs to show what is chosen."""
    if not colour:
        return Style.from_dict(
            {
                "prompt": "bold",
                "bottom-toolbar": "noreverse",
                "completion-menu": "noinherit",
                "completion-menu.completion.current": "noinherit reverse",
                "completion-menu.meta.completion.current": "noinherit reverse",
            }
        )
    return Style.from_dict(
        {
            "prompt": "bold ansicyan",
            "paste": "ansiyellow",
            "bottom-toolbar": "noreverse ansibrightblack",
            "completion-menu": "bg:default fg:default",
            "completion-menu.completion.current": "reverse",
            "completion-menu.meta.completion": "bg:default ansibrightblack",
            "completion-menu.meta.completion.current": "bg:default ansibrightblack reverse",
        }
    )


def depth(colour: bool) -> ColorDepth | None:
    """How many colours: none, or what the terminal has."""
    return None if colour else ColorDepth.DEPTH_1_BIT
