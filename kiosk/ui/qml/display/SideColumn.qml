pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import Mostrador.Display
import "../controls"

// One third of the screen: the time, who is next, the waits, one line of message.
Rectangle {
    id: side

    required property Display display
    readonly property real inner: width - 2 * Theme.gapWide

    color: Theme.surface

    Rectangle {
        width: 2
        height: parent.height
        color: Theme.divider
    }

    Row {
        id: clock
        x: Theme.gapWide
        y: Theme.gapWide
        spacing: 32

        Label {
            id: time
            objectName: "display-clock"
            text: side.display.time
            font.pixelSize: Theme.numberSize
            font.weight: Font.DemiBold
            lineHeight: 1
        }

        Label {
            objectName: "display-date"
            anchors.verticalCenter: time.verticalCenter
            width: side.inner - time.width - clock.spacing
            text: side.display.date
            color: Theme.inkSoft
            font.pixelSize: Theme.secondarySize
            maximumLineCount: 2
            elide: Text.ElideRight
        }
    }

    Column {
        id: next
        x: Theme.gapWide
        width: side.inner
        anchors.top: clock.bottom
        anchors.topMargin: 32
        visible: side.display.page !== "closed" && side.display.page !== "starting" && !side.display.lost
        spacing: Theme.grid / 2

        Label {
            text: Words.text["next-title"]
            color: Theme.accent
            font.pixelSize: Theme.bodySize
            font.weight: Font.DemiBold
        }

        Label {
            objectName: "display-nobody"
            visible: side.display.nobodyWaits
            text: Words.text["next-nobody"]
            color: Theme.inkSoft
            font.pixelSize: Theme.bodySize
        }

        Repeater {
            model: side.display.coming

            Label {
                required property int index
                required property string name
                objectName: "display-next-" + index
                width: side.inner
                text: name
                elide: Text.ElideRight
                wrapMode: Text.NoWrap
                font.pixelSize: Theme.bodySize * 1.2
                font.weight: Font.DemiBold
                lineHeight: 1.05
            }
        }

        Label {
            objectName: "display-more"
            visible: text !== ""
            text: side.display.more
            color: Theme.inkSoft
            font.pixelSize: Theme.secondarySize
        }
    }

    Column {
        x: Theme.gapWide
        width: side.inner
        anchors.top: next.bottom
        anchors.topMargin: 40
        visible: next.visible
        spacing: Theme.grid / 2

        Label {
            visible: side.display.pause === ""
            text: Words.text["waits-title"]
            color: Theme.accent
            font.pixelSize: Theme.bodySize
            font.weight: Font.DemiBold
        }

        Label {
            objectName: "display-no-waits"
            width: side.inner
            visible: !side.display.waitsKnown && side.display.pause === ""
            text: Words.text["waits-none"]
            color: Theme.inkSoft
            font.pixelSize: Theme.secondarySize
        }

        Repeater {
            model: side.display.waits

            WaitRow {
                width: side.inner
            }
        }
    }

    Label {
        objectName: "display-message"
        x: Theme.gapWide
        width: side.inner
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gapWide
        visible: text !== ""
        text: side.display.message
        color: Theme.inkSoft
        font.pixelSize: Theme.secondarySize
        maximumLineCount: 2
        elide: Text.ElideRight
    }
}
