"""The theme: colours, fonts, icons and the style sheet made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PyQt6.QtCore import QObject, Qt, QTemporaryDir, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QColor, QFont, QIcon, QPalette

from convviz.theming import fonts
from convviz.theming.icons import ICON_NAMES, ThemedIconEngine
from convviz.theming.palette import palette_of
from convviz.theming.stylesheet import fill_stylesheet
from convviz.theming.tokens import ThemeName, Tokens, categories_of, tokens_of

if TYPE_CHECKING:
    from PyQt6.QtGui import QStyleHints
    from PyQt6.QtWidgets import QApplication

ThemeMode = Literal["system", "dark", "light"]


class Theme(QObject):
    """What everything looks like; one object for the whole application.

    Parameters
    ----------
    app : QApplication
        Asked what the system prefers. Nothing of it changes before `apply`.
    mode : {"system", "dark", "light"}, default="system"

    Attributes
    ----------
    name : {"dark", "light"}
        The theme in use.
    mode : {"system", "dark", "light"}
        What was asked for.
    tokens : Tokens
        Colours of the theme in use.
    categories : tuple of QColor
        Colours of things that are compared, in their order.

    Signals
    -------
    changed
        The colours are others; redraw. Icons need nothing: they follow by themselves.
    """

    changed = pyqtSignal()

    def __init__(self, app: QApplication, mode: ThemeMode = "system") -> None:
        super().__init__(app)
        self._app = app
        self._dressed = False
        # Before any palette of ours is set: what the platform itself came up with.
        window = app.palette().color(QPalette.ColorRole.Window)
        self._fallback: ThemeName = "dark" if window.lightness() < 128 else "light"
        self._files = QTemporaryDir()
        self.mode: ThemeMode = mode
        self.name: ThemeName = self._resolved()
        hints = self._hints()
        hints.colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def tokens(self) -> Tokens:
        """Colours of the theme in use."""
        return tokens_of(self.name)

    @property
    def categories(self) -> tuple[QColor, ...]:
        """Colours of things that are compared, in their order."""
        return categories_of(self.name)

    def set_mode(self, mode: ThemeMode) -> None:
        """Choose a theme, or follow the system."""
        self.mode = mode
        if self._dressed:
            self._tell_platform()
        self._update()

    def text(self, px: int, weight: int = 400) -> QFont:
        """Return the font of words, `px` pixels high."""
        return fonts.text_font(px, weight)

    def numbers(self, px: int, weight: int = 400) -> QFont:
        """Return the font of numbers: figures all equally wide."""
        return fonts.number_font(px, weight)

    def capitals(self, px: int = 11) -> QFont:
        """Return the font of panel titles and tabs; write their text in capitals."""
        return fonts.capitals_font(px)

    def icon(self, name: str, token: str = "text1") -> QIcon:
        """Return an icon in the colour of `token`; it follows the theme by itself.

        Raises
        ------
        ValueError
            If there is no icon of that name.
        """
        if name not in ICON_NAMES:
            raise ValueError(f"icon: name must be one of {', '.join(ICON_NAMES)}, got {name}")

        def color(disabled: bool) -> QColor:
            tokens = self.tokens
            chosen: QColor = tokens.disabled_text() if disabled else getattr(tokens, token)
            return chosen

        return QIcon(ThemedIconEngine(name, color))

    def stylesheet(self) -> str:
        """Return the style sheet of the whole application in the colours of this theme."""
        return fill_stylesheet(self.name, self.tokens, self._files.path())

    def palette(self) -> QPalette:
        """Return the palette of the whole application."""
        return palette_of(self.tokens)

    def apply(self, app: QApplication) -> None:
        """Dress `app` in Fusion, palette, font and style sheet, now and on every change."""
        self._app = app
        self._dressed = True
        app.setStyle("Fusion")
        app.setFont(self.text(12))
        self._tell_platform()
        self._dress()

    def _dress(self) -> None:
        self._app.setPalette(self.palette())
        self._app.setStyleSheet(self.stylesheet())

    def _hints(self) -> QStyleHints:
        hints = self._app.styleHints()
        assert hints is not None
        return hints

    def _tell_platform(self) -> None:
        """Let title bars and native dialogs follow (Qt 6.8)."""
        hints = self._hints()
        if hasattr(hints, "setColorScheme"):
            hints.setColorScheme(
                {
                    "system": Qt.ColorScheme.Unknown,
                    "dark": Qt.ColorScheme.Dark,
                    "light": Qt.ColorScheme.Light,
                }[self.mode]
            )

    def _resolved(self) -> ThemeName:
        if self.mode != "system":
            return self.mode
        match self._hints().colorScheme():
            case Qt.ColorScheme.Dark:
                return "dark"
            case Qt.ColorScheme.Light:
                return "light"
        return self._fallback

    def _update(self) -> None:
        name = self._resolved()
        if name != self.name:
            self.name = name
            if self._dressed:
                self._dress()
            self.changed.emit()

    @pyqtSlot()
    def _on_color_scheme_changed(self) -> None:
        self._update()
