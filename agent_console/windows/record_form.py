"""The fields of a record. Shows a draft, says what was edited; knows neither files nor the network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QToolButton,
    QWidget,
)

from agent_console.drafts import Draft
from agent_console.look import Look, mark
from agent_console.presenters.record import LIMITS, CategoryChoice, priority
from agent_console.speaker import Speaker
from agent_console.windows.fields import CalmComboBox, CategoryField, MinutesBox, ProseField, Tick
from agent_console.windows.named import named

LEVELS = (1, 2, 3)
_TOP = Qt.AlignmentFlag.AlignTop
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_PRIORITY_TONES = {1: "wrong", 2: "careful", 3: "info", 4: "plain", 5: "plain"}


class RecordForm(QWidget):
    """`edited` carries the changed fields of a Draft, as keyword arguments."""

    edited = Signal(dict)

    def __init__(self, speaker: Speaker, look: Look, prefix: str) -> None:
        super().__init__()
        self.setObjectName(f"{prefix}-form")
        self._speaker = speaker
        self._showing = False
        self._spent_runs = True
        self._labels: list[tuple[QLabel, str]] = []
        self.incident = named(QRadioButton(self), f"{prefix}-kind-incident")
        self.request = named(QRadioButton(self), f"{prefix}-kind-request")
        self._kinds = QButtonGroup(self)
        self._kinds.addButton(self.incident)
        self._kinds.addButton(self.request)
        self.priority = named(QLabel(self), f"{prefix}-priority")
        self.priority.setProperty("badge", "plain")
        self.title = named(QLineEdit(self, maxLength=LIMITS["title"]), f"{prefix}-title")
        self.category = CategoryField(f"{prefix}-category", look, self)
        self.impact = CalmComboBox(f"{prefix}-impact", look, self)
        self.urgency = CalmComboBox(f"{prefix}-urgency", look, self)
        self.description = ProseField(f"{prefix}-description", LIMITS["description"], 3, self)
        self.resolution = ProseField(f"{prefix}-resolution", LIMITS["resolution"], 3, self)
        self.resolved = Tick(f"{prefix}-resolved", look, self)
        self.spent = MinutesBox(f"{prefix}-spent", self)
        self.run_again = named(QToolButton(self), f"{prefix}-spent-runs")
        self._lay_out(look)
        self._connect()
        speaker.when_changed(self, self._word)
        look.when_changed(self, lambda: self.run_again.setIcon(look.icon("timer")))

    def _lay_out(self, look: Look) -> None:
        kind = QHBoxLayout()
        kind.setSpacing(look.wide)
        kind.addWidget(self.incident)
        kind.addWidget(self.request)
        kind.addStretch(1)
        kind.addWidget(self._label("console-record-priority", None))
        kind.addWidget(self.priority)
        weight = QHBoxLayout()
        weight.setSpacing(look.gap)
        weight.addWidget(self.impact, 1)
        weight.addSpacing(look.gap)
        weight.addWidget(self._label("console-record-urgency", self.urgency))
        weight.addWidget(self.urgency, 1)
        end = QHBoxLayout()
        end.setSpacing(look.gap)
        end.addWidget(self.resolved)
        end.addStretch(1)
        end.addWidget(self._label("console-record-spent", self.spent))
        end.addWidget(self.spent)
        end.addWidget(self.run_again)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.wide)
        grid.setVerticalSpacing(look.gap)
        rows: list[tuple[str, QWidget | None, QHBoxLayout | None]] = [
            ("console-record-kind", None, kind),
            ("console-record-title", self.title, None),
            ("console-record-category", self.category, None),
            ("console-record-impact", self.impact, weight),
            ("console-record-description", self.description, None),
            ("console-record-resolution", self.resolution, None),
        ]
        for place, (key, field, layout) in enumerate(rows):
            label = self._label(key, field)
            prose = isinstance(field, ProseField)
            label.setContentsMargins(0, 6 if prose else 0, 0, 0)
            grid.addWidget(label, place, 0, _TOP if prose else _MIDDLE)
            if layout is not None:
                grid.addLayout(layout, place, 1)
            elif field is not None:
                grid.addWidget(field, place, 1)
            grid.setRowStretch(place, 1 if prose else 0)
        grid.addLayout(end, len(rows), 1)
        grid.setColumnStretch(1, 1)

    def _label(self, key: str, buddy: QWidget | None) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", "soft")
        if buddy is not None:
            label.setBuddy(buddy)
        self._labels.append((label, key))
        return label

    def _connect(self) -> None:
        self.incident.toggled.connect(lambda on: self._say(kind="incident" if on else "request"))
        self.title.textChanged.connect(lambda text: self._say(title=text))
        self.category.chosen.connect(lambda path: self._say(category=path))
        self.impact.currentIndexChanged.connect(lambda at: self._say(impact=LEVELS[at]))
        self.urgency.currentIndexChanged.connect(lambda at: self._say(urgency=LEVELS[at]))
        self.description.textChanged.connect(lambda: self._say(description=self.description.toPlainText()))
        self.resolution.textChanged.connect(lambda: self._say(resolution=self.resolution.toPlainText()))
        self.resolved.toggled.connect(lambda on: self._say(resolved=on))
        self.spent.valueChanged.connect(lambda minutes: self._say(spent_seconds=minutes * 60))
        self.run_again.clicked.connect(lambda: self._say(spent_seconds=None))

    def _say(self, **changes: object) -> None:
        if self._showing:
            return
        if "spent_seconds" in changes:
            self._spent_runs = changes["spent_seconds"] is None
            self._word_spent()
        if "title" in changes:
            mark(self.title, "wrong", "no")
        self.edited.emit(changes)

    def show_draft(self, draft: Draft) -> None:
        """Fill every field; nothing counts as edited by it."""
        self._showing = True
        (self.incident if draft.kind == "incident" else self.request).setChecked(True)
        for field, text in ((self.description, draft.description), (self.resolution, draft.resolution)):
            if field.toPlainText() != text:
                field.setPlainText(text)
        if self.title.text() != draft.title:
            self.title.setText(draft.title)
        self.category.set_path(draft.category)
        self.impact.setCurrentIndex(LEVELS.index(draft.impact))
        self.urgency.setCurrentIndex(LEVELS.index(draft.urgency))
        self.resolved.setChecked(draft.resolved)
        self._spent_runs = draft.spent_seconds is None
        if draft.spent_seconds is not None:
            self.spent.setValue(draft.spent_seconds // 60)
        mark(self.title, "wrong", "no")
        self._showing = False
        self._word_spent()
        self.show_priority(draft)

    def show_running(self, seconds: int) -> None:
        """The time spent, as long as nobody typed another one."""
        if self._spent_runs and not self.spent.hasFocus():
            self._showing = True
            self.spent.setValue(seconds // 60)
            self._showing = False

    def show_priority(self, draft: Draft) -> None:
        """The priority that impact and urgency give."""
        level = priority(draft)
        mark(self.priority, "badge", _PRIORITY_TONES[level])
        self.priority.setText(self._speaker.say(f"console-priority-{level}"))

    def set_categories(self, choices: list[CategoryChoice]) -> None:
        self.category.set_choices(choices)

    def point_at(self, field: str) -> None:
        """Take the eye and the keyboard to a field that has to be filled."""
        widget: QWidget = getattr(self, field, self.title)
        mark(widget, "wrong", "yes")
        widget.setFocus()

    def _word(self) -> None:
        say = self._speaker.say
        for label, key in self._labels:
            label.setText(say(key))
            buddy = label.buddy()
            if buddy is not None:
                buddy.setAccessibleName(say(key))
        texts: list[tuple[Callable[[str], object], str]] = [
            (self.incident.setText, "console-record-incident"),
            (self.request.setText, "console-record-request"),
            (self.resolved.setText, "console-record-resolved"),
            (self.title.setPlaceholderText, "console-record-title-hint"),
            (self.description.setPlaceholderText, "console-record-description-hint"),
            (self.resolution.setPlaceholderText, "console-record-resolution-hint"),
            (self.run_again.setAccessibleName, "console-record-spent-again"),
        ]
        for setter, key in texts:
            setter(say(key))
        line = self.category.lineEdit()
        if line is not None:
            line.setPlaceholderText(say("console-record-category-hint"))
        self.spent.setSuffix(f" {say('console-record-minutes')}")
        self._showing = True
        for combo, stem in ((self.impact, "console-impact"), (self.urgency, "console-urgency")):
            chosen = max(0, combo.currentIndex())
            combo.clear()
            combo.addItems([say(f"{stem}-{level}") for level in LEVELS])
            combo.setCurrentIndex(chosen)
        self._showing = False
        self._word_spent()

    def _word_spent(self) -> None:
        key = "console-record-spent-running" if self._spent_runs else "console-record-spent-again"
        self.run_again.setToolTip(self._speaker.say(key))
        self.run_again.setEnabled(not self._spent_runs)
