pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base

// One line to type in, its label above, a word about what is wrong below.
Item {
    id: field

    property string label: ""
    property string text: ""
    property string problem: ""
    property string icon: ""
    property int longest: 200
    property bool compact: false
    property int hints: Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
    readonly property bool isEmpty: input.text === ""
    readonly property bool atWordStart: input.cursorPosition === 0 || input.text.charAt(input.cursorPosition - 1) === " "
    readonly property bool isActive: input.activeFocus

    signal edited(string text)
    signal entered

    function put(typed: string) {
        input.insert(input.cursorPosition, typed);
    }
    function erase() {
        input.remove(Math.max(0, input.cursorPosition - 1), input.cursorPosition);
    }
    function take() {
        input.forceActiveFocus();
    }

    implicitHeight: frame.y + frame.height + (problemLine.visible ? problemLine.height + 8 : 0)

    Label {
        id: caption
        text: field.label
        width: parent.width
        visible: !field.compact
        font.pixelSize: Theme.smallSize
        color: Theme.inkSoft
        Accessible.ignored: true
    }

    Rectangle {
        id: frame
        y: field.compact ? 0 : caption.height + 8
        width: parent.width
        height: Math.max(96, input.implicitHeight + 32)
        radius: Theme.radius
        color: Theme.surface
        border.width: input.activeFocus ? 4 : 2
        border.color: field.problem !== "" ? Theme.wrong : input.activeFocus ? Theme.accent : Theme.hairline

        TapHandler {
            onTapped: input.forceActiveFocus()
        }

        Icon {
            id: sign
            visible: field.icon !== ""
            anchors.left: parent.left
            anchors.leftMargin: 28
            anchors.verticalCenter: parent.verticalCenter
            name: field.icon
            colour: Theme.inkSoft
            size: 44
        }

        TextInput {
            id: input
            anchors.left: sign.visible ? sign.right : parent.left
            anchors.leftMargin: sign.visible ? 20 : 28
            anchors.right: parent.right
            anchors.rightMargin: 28
            anchors.verticalCenter: parent.verticalCenter
            text: field.text
            maximumLength: field.longest
            clip: true
            color: Theme.ink
            selectionColor: Theme.accentSoft
            selectedTextColor: Theme.ink
            font.family: Theme.fontFamily
            font.pixelSize: Theme.bodySize
            inputMethodHints: field.hints
            Accessible.role: Accessible.EditableText
            Accessible.name: field.label
            onTextChanged: field.edited(text)
            onAccepted: field.entered()

            cursorDelegate: Rectangle {
                visible: input.activeFocus
                width: 4
                color: Theme.accent
            }
        }

        Label {
            visible: field.compact && field.isEmpty
            anchors.left: input.left
            anchors.leftMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            text: field.label
            color: Theme.inkSoft
            Accessible.ignored: true
        }
    }

    Label {
        id: problemLine
        anchors.top: frame.bottom
        anchors.topMargin: 8
        width: parent.width
        visible: field.problem !== ""
        text: field.problem
        font.pixelSize: Theme.smallSize
        color: Theme.wrong
    }
}
