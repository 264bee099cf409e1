"""Commands that ask for a file or a folder first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QFileDialog, QMainWindow

from convviz.dialogs import ExportDialog
from convviz.log import log_dir
from convviz.session import Request, Session
from convviz.session.exporting import export

if TYPE_CHECKING:
    from convviz.main_window.actions import Actions
    from convviz.settings import WindowSettings
    from engine.checkpoints.exports import Format

PARAMS_FILTER = (
    "Parameters (*.pkl *.pickle *.npz *.npy *.safetensors *.gz *.bz2 *.xz);;All files (*)"
)


class FileCommands:
    """Ask where, without blocking, then do it.

    Parameters
    ----------
    window : QMainWindow
        Parent of the dialogs.
    session : Session
    settings : WindowSettings
        Remembers the files.
    """

    def __init__(self, window: QMainWindow, session: Session, settings: WindowSettings) -> None:
        self._window, self._session, self._settings = window, session, settings

    def connect(self, commands: Actions) -> None:
        """Let the actions that need a file or a folder do this."""
        commands.connect(
            open=self.open_params,
            save=self.save_params,
            save_checkpoint=self.save_checkpoint,
            export=self.export,
            save_picture=self.save_picture,
            open_preset=self.open_preset,
            data_folder=self.choose_data_folder,
            log_folder=self.open_log_folder,
        )

    def open_params(self) -> None:
        """Open a parameters file."""
        dialog = self._dialog("Open parameters", PARAMS_FILTER)
        dialog.fileSelected.connect(lambda name: self._session.files.open(Path(name)))
        dialog.open()

    def save_params(self) -> None:
        """Write params.pkl."""
        dialog = self._save_dialog("Save parameters", "params.pkl", "Pickle (*.pkl)")
        dialog.fileSelected.connect(
            lambda name: self._session.files.save(Path(name), self._settings.add_recent_file)
        )
        dialog.open()

    def save_checkpoint(self) -> None:
        """Write the training of this moment, to go on from it."""
        run = self._session.run_info
        name = f"{run.preset.name if run is not None else 'training'}.safetensors"
        dialog = self._save_dialog("Save checkpoint", name, "Checkpoint (*.safetensors)")
        dialog.fileSelected.connect(
            lambda name: self._session.keeping.save(Path(name), self._settings.add_recent_file)
        )
        dialog.open()

    def export(self) -> None:
        """Write the network of this moment in a format to be chosen."""
        dialog = ExportDialog(self._window)
        dialog.chosen.connect(self._ask_where_to_export)
        dialog.open()

    def save_picture(self) -> None:
        """Write the window as a picture."""
        picture = self._window.grab()  # before the dialog covers it
        dialog = self._save_dialog("Save picture", "convviz.png", "PNG (*.png)")

        def save(name: str) -> None:
            if picture.save(name, "PNG"):
                self._session.notify(f"Saved {Path(name).name}.", str(Path(name).parent))
            else:
                self._session.report(OSError(f"{name} could not be written."))

        dialog.fileSelected.connect(save)
        dialog.open()

    def open_preset(self) -> None:
        """Begin a run on a person's own network."""
        dialog = self._dialog("Open preset", "Presets (*.toml);;All files (*)")
        dialog.fileSelected.connect(
            lambda name: self._session.runs.begin(Request(preset=Path(name)))
        )
        dialog.open()

    def choose_data_folder(self) -> None:
        """Look for data sets in another folder."""
        dialog = QFileDialog(self._window, "Data folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._use_data_folder)
        dialog.open()

    def open_log_folder(self) -> None:
        """Show the log's folder in the system's file manager."""
        folder = log_dir()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.notify("The log is in this folder:", str(folder))

    def _ask_where_to_export(self, form: Format) -> None:
        run = self._session.run_info
        # A preset may be called what its file says, with slashes in it.
        stem = Path(run.preset.name).name if run is not None else "network"
        name = f"{stem}{form.suffixes[0]}"
        kinds = " ".join(f"*{suffix}" for suffix in form.suffixes)
        dialog = self._save_dialog(f"Export: {form.title}", name, f"{form.title} ({kinds})")
        dialog.fileSelected.connect(lambda name: export(self._session, Path(name), form))
        dialog.open()

    def _use_data_folder(self, name: str) -> None:
        runs = self._session.runs
        runs.data_dir = Path(name)
        runs.begin(Request(dataset=runs.default_dataset))

    def _dialog(self, title: str, names: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, "", names)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return dialog

    def _save_dialog(self, title: str, name: str, names: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, name, names)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        return dialog
