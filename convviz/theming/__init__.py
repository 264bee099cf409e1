"""What the program looks like: colours, fonts, icons, palette and style sheet."""

from convviz.theming.elided import ElidedLabel
from convviz.theming.switch import Switch
from convviz.theming.theme import Theme, ThemeMode
from convviz.theming.tokens import ThemeName, Tokens, mix

__all__ = ["ElidedLabel", "Switch", "Theme", "ThemeMode", "ThemeName", "Tokens", "mix"]
