import QtQuick
import Mostrador.Base

// One answer as it was understood, and the way to change it.
Item {
    id: line

    required property string step
    required property string label
    required property string value
    required property string icon

    signal tapped

    implicitHeight: Math.max(136, texts.height + 40)

    Icon {
        id: sign
        anchors.verticalCenter: parent.verticalCenter
        name: line.icon
        colour: Theme.accent
        size: 56
    }

    Column {
        id: texts
        anchors.left: sign.right
        anchors.leftMargin: 32
        anchors.right: change.visible ? change.left : parent.right
        anchors.rightMargin: 16
        anchors.verticalCenter: parent.verticalCenter

        Label {
            width: parent.width
            text: line.label
            font.pixelSize: Theme.smallSize
            color: Theme.inkSoft
        }

        Label {
            objectName: "confirm-" + line.step + "-value"
            width: parent.width
            text: line.value
            font.weight: Font.DemiBold
            maximumLineCount: 3
            elide: Text.ElideRight
        }
    }

    PushButton {
        id: change
        objectName: "confirm-" + line.step
        visible: line.step !== ""
        anchors.right: parent.right
        anchors.rightMargin: -24
        anchors.verticalCenter: parent.verticalCenter
        kind: Touchable.Quiet
        textSize: Theme.secondarySize
        padding: 24
        text: Words.text["confirm-change"]
        spoken: text + ": " + line.label
        onTapped: line.tapped()
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 2
        color: Theme.divider
    }
}
