import QtQuick
import Mostrador.Base
import Mostrador.Display
import "../controls"

// The whole width for a new call: the name, and the counter to go to.
Rectangle {
    id: panel

    required property Display display

    objectName: "display-call"
    color: Theme.accent
    opacity: display.calling ? 1 : 0
    visible: opacity > 0

    Behavior on opacity {
        NumberAnimation {
            duration: Theme.fade
        }
    }

    Rectangle {
        id: place
        anchors.right: parent.right
        anchors.rightMargin: 96
        anchors.verticalCenter: parent.verticalCenter
        width: 520
        height: 640
        radius: Theme.radius * 2
        color: Theme.accentInk

        Label {
            id: word
            anchors.top: parent.top
            anchors.topMargin: 64
            anchors.horizontalCenter: parent.horizontalCenter
            text: Words.text["call-counter"]
            color: Theme.accent
            font.pixelSize: Theme.titleSize
            font.weight: Font.DemiBold
        }

        Label {
            objectName: "display-call-counter"
            anchors.top: word.bottom
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.gapWide
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: Theme.gapWide
            anchors.rightMargin: Theme.gapWide
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            text: panel.display.callCounter
            color: Theme.accent
            wrapMode: Text.NoWrap
            font.pixelSize: Theme.numberSize * 4
            font.weight: Font.Bold
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.titleSize
            lineHeight: 1
        }
    }

    Column {
        anchors.left: parent.left
        anchors.leftMargin: 96
        anchors.right: place.left
        anchors.rightMargin: 96
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gapWide

        Icon {
            name: "bell-ring"
            colour: Theme.accentInk
            size: 120
        }

        Label {
            objectName: "display-call-name"
            width: parent.width
            height: 320
            verticalAlignment: Text.AlignVCenter
            text: panel.display.callName
            color: Theme.accentInk
            font.pixelSize: Theme.numberSize * 2.5
            font.weight: Font.Bold
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.numberSize
            maximumLineCount: 2
            elide: Text.ElideRight
            lineHeight: 1
        }

        Label {
            objectName: "display-call-sentence"
            width: parent.width
            text: panel.display.callSentence
            color: Theme.accentInk
            font.pixelSize: Theme.titleSize
            font.weight: Font.DemiBold
        }

        Label {
            objectName: "display-call-other"
            width: parent.width
            visible: text !== ""
            text: panel.display.callOther
            color: Theme.accentInk
            font.pixelSize: Theme.bodySize
        }
    }
}
