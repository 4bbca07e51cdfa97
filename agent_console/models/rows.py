"""Bringing a model's rows to a new state by the fewest row-level changes, so that views keep their place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Immutable rows with a key each. `show` inserts, removes, moves and changes; it never resets."""

    def __init__(self, key: Callable[[Row], Hashable], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.rows: list[Row] = []

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def row_of(self, key: Hashable) -> int | None:
        """Where the row with this key is now."""
        return next((i for i, row in enumerate(self.rows) if self._key(row) == key), None)

    def show(self, wanted: Sequence[Row]) -> None:
        """Become `wanted`. Keys must be unique in it."""
        keys = {self._key(row) for row in wanted}
        self._remove_others(keys)
        for at, row in enumerate(wanted):
            self._place(at, row)

    def refresh(self) -> None:
        """Every cell says itself again: language or colours changed."""
        if self.rows:
            last = self.index(len(self.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _remove_others(self, keys: set[Hashable]) -> None:
        end = len(self.rows)
        while end > 0:
            if self._key(self.rows[end - 1]) in keys:
                end -= 1
                continue
            start = end - 1
            while start > 0 and self._key(self.rows[start - 1]) not in keys:
                start -= 1
            self.beginRemoveRows(NOWHERE, start, end - 1)
            del self.rows[start:end]
            self.endRemoveRows()
            end = start

    def _place(self, at: int, row: Row) -> None:
        key = self._key(row)
        if at >= len(self.rows) or self._key(self.rows[at]) != key:
            found = next((i for i in range(at + 1, len(self.rows)) if self._key(self.rows[i]) == key), None)
            if found is None:
                self.beginInsertRows(NOWHERE, at, at)
                self.rows.insert(at, row)
                self.endInsertRows()
                return
            self.beginMoveRows(NOWHERE, found, found, NOWHERE, at)
            self.rows.insert(at, self.rows.pop(found))
            self.endMoveRows()
        if self.rows[at] != row:
            self.rows[at] = row
            self.dataChanged.emit(self.index(at, 0), self.index(at, self.columnCount() - 1))
