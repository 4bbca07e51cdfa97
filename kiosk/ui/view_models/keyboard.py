"""The on-screen keyboard: which keys, in which layer and case. The page puts what is typed into its field."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.ui.keyboard_layouts import Layer, code_rows, key_rows
from kiosk.ui.view_models.parts import Parts

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made by the program")
class Keyboard(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """`rows`: lists of characters in lower case; `shift` holds for one letter."""

    changed = Signal()
    rowsChanged = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._layer: Layer = "letters"
        self._shift = False
        parts.words_object.languageChanged.connect(self.rowsChanged)
        parts.state.changed.connect(self.rest)

    @Slot()
    def change_shift(self) -> None:
        self._shift = not self._shift
        self.changed.emit()

    @Slot()
    def change_layer(self) -> None:
        self._layer = "symbols" if self._layer == "letters" else "letters"
        self.changed.emit()
        self.rowsChanged.emit()

    @Slot()
    def typed(self) -> None:
        """A letter was typed: capitals end after one."""
        if self._shift:
            self.change_shift()

    @Slot()
    def rest(self) -> None:
        """A page was turned: letters again."""
        if self._layer == "symbols":
            self.change_layer()
        self.typed()

    def _read_rows(self) -> list[list[str]]:
        return key_rows(self._parts.words.language, self._layer, shift=False)

    def _read_layer_name(self) -> str:
        return self._parts.words.say("key-symbols" if self._layer == "letters" else "key-letters")

    def _read_layer_spoken(self) -> str:
        return self._parts.words.say("key-symbols-name" if self._layer == "letters" else "key-letters-name")

    rows = Property(list, _read_rows, notify=rowsChanged)
    codeRows = Property(list, lambda self: code_rows(), constant=True)
    shift = Property(bool, lambda self: self._shift, notify=changed)
    layerName = Property(str, _read_layer_name, notify=rowsChanged)
    layerSpoken = Property(str, _read_layer_spoken, notify=rowsChanged)
