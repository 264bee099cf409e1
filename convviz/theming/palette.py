"""The palette, for everything that the style sheet does not draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QPalette

if TYPE_CHECKING:
    from convviz.theming.tokens import Tokens

_ROLES = {
    "Window": "panel",
    "WindowText": "text1",
    "Base": "canvas",
    "AlternateBase": "panel",
    "Text": "text1",
    "PlaceholderText": "text3",
    "Button": "raised",
    "ButtonText": "text1",
    "BrightText": "wrong",
    "Highlight": "accentbg",
    "HighlightedText": "text1",
    "Link": "accent",
    "LinkVisited": "accent",
    "Accent": "accent",
    "Light": "hover",
    "Midlight": "raised",
    "Mid": "line",
    "Dark": "line2",
    "Shadow": "canvas",
    "ToolTipBase": "raised",
    "ToolTipText": "text1",
}
_TEXTS = ("WindowText", "Text", "ButtonText", "HighlightedText")


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette made of `tokens`."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(QPalette.ColorRole[role], getattr(tokens, token))
    for role in _TEXTS:
        palette.setColor(
            QPalette.ColorGroup.Disabled, QPalette.ColorRole[role], tokens.disabled_text()
        )
    return palette
