pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base

// Some lines to type in; scrolls so that the cursor stays in sight.
Rectangle {
    id: field

    property string text: ""
    property string hint: ""
    readonly property bool isEmpty: input.text === ""

    signal edited(string text)

    function put(typed: string) {
        input.insert(input.cursorPosition, typed);
    }
    function erase() {
        input.remove(Math.max(0, input.cursorPosition - 1), input.cursorPosition);
    }
    function take() {
        input.cursorPosition = input.length;
        input.forceActiveFocus();
    }

    radius: Theme.radius
    color: Theme.surface
    border.width: input.activeFocus ? 4 : 2
    border.color: input.activeFocus ? Theme.accent : Theme.hairline

    Flickable {
        id: view
        anchors.fill: parent
        anchors.margins: 28
        clip: true
        contentHeight: input.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        contentY: Math.max(0, Math.min(contentHeight - height, input.cursorRectangle.y + input.cursorRectangle.height - height))

        TextEdit {
            id: input
            width: view.width
            text: field.text
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            color: Theme.ink
            selectionColor: Theme.accentSoft
            selectedTextColor: Theme.ink
            font.family: Theme.fontFamily
            font.pixelSize: Theme.bodySize
            inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
            Accessible.role: Accessible.EditableText
            Accessible.name: field.hint
            Accessible.multiLine: true
            onTextChanged: field.edited(text)

            cursorDelegate: Rectangle {
                visible: input.activeFocus
                width: 4
                color: Theme.accent
            }
        }

        Label {
            width: view.width
            visible: field.isEmpty
            text: field.hint
            color: Theme.inkSoft
            Accessible.ignored: true
        }
    }

    TapHandler {
        onTapped: input.forceActiveFocus()
    }
}
