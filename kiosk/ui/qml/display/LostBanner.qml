import QtQuick
import Mostrador.Base
import Mostrador.Display
import "../controls"

// Across the screen while it is out of touch: what to do now, and how old the rest is.
Rectangle {
    id: banner

    required property Display display

    objectName: "display-lost"
    implicitHeight: texts.implicitHeight + 2 * Theme.gapWide
    color: Theme.carefulSoft
    clip: true

    Icon {
        id: sign
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        name: "wifi-off"
        colour: Theme.careful
        size: 96
    }

    Column {
        id: texts
        anchors.left: sign.right
        anchors.leftMargin: Theme.gapWide
        anchors.right: since.left
        anchors.rightMargin: Theme.gapWide
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.grid

        Label {
            objectName: "display-lost-title"
            width: texts.width
            text: Words.text["lost-title"]
            font.pixelSize: Theme.titleSize
            font.weight: Font.Bold
        }

        Label {
            width: texts.width
            text: Words.text["lost-lead"]
            font.pixelSize: Theme.bodySize
        }
    }

    Label {
        id: since
        objectName: "display-lost-since"
        anchors.right: parent.right
        anchors.rightMargin: Theme.gapWide
        anchors.verticalCenter: parent.verticalCenter
        text: banner.display.lostSince
        color: Theme.careful
        font.pixelSize: Theme.secondarySize
        font.weight: Font.DemiBold
    }
}
