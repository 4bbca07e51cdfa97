"""Rows for a list on a page. They change in place, so that a finger keeps the row that it touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtQml import QmlElement, QmlUncreatable

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@QmlElement
@QmlUncreatable("made by view-models")
class Rows(QAbstractListModel):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """Rows with the same named values each; QML reads them as required properties of the delegate."""

    def __init__(self, names: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._rows: list[dict[str, Any]] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 Qt's default
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        return {_FIRST_ROLE + at: QByteArray(name.encode()) for at, name in enumerate(self._names)}

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        at = role - _FIRST_ROLE
        if not index.isValid() or not 0 <= at < len(self._names):
            return None
        return self._rows[index.row()][self._names[at]]

    def rows(self) -> list[dict[str, Any]]:
        """The rows that are shown."""
        return list(self._rows)

    def show(self, rows: Sequence[dict[str, Any]]) -> None:
        """Show these rows: changed values in place, more or fewer rows at the end."""
        kept = min(len(rows), len(self._rows))
        for at in range(kept):
            if rows[at] != self._rows[at]:
                self._rows[at] = rows[at]
                self.dataChanged.emit(self.index(at), self.index(at))
        if len(rows) > kept:
            self.beginInsertRows(QModelIndex(), kept, len(rows) - 1)
            self._rows += rows[kept:]
            self.endInsertRows()
        elif len(self._rows) > kept:
            self.beginRemoveRows(QModelIndex(), kept, len(self._rows) - 1)
            del self._rows[kept:]
            self.endRemoveRows()
