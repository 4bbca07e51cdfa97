pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import Mostrador.Display
import "../controls"

// Everybody who is called and not yet at the counter, the newest on top.
Column {
    id: list

    required property Display display

    spacing: Theme.grid * 2

    Item {
        width: parent.width
        height: heading.implicitHeight + Theme.grid

        Label {
            id: heading
            objectName: "display-called-title"
            text: Words.text["called-title"]
            color: Theme.inkSoft
        }

        Label {
            anchors.right: parent.right
            anchors.rightMargin: 40
            text: Words.text["call-counter"]
            color: Theme.inkSoft
        }
    }

    Repeater {
        model: list.display.called

        Rectangle {
            id: row
            required property int index
            required property string name
            required property string counter
            readonly property bool newest: index === 0
            readonly property real textSize: newest ? Theme.numberSize * 1.25 : Theme.numberSize

            width: list.width
            height: newest ? 184 : 128
            radius: Theme.radius
            color: newest ? Theme.accentSoft : Theme.surface
            border.width: newest ? 0 : 2
            border.color: Theme.divider

            Label {
                objectName: "display-called-" + row.index
                anchors.left: parent.left
                anchors.leftMargin: 40
                anchors.right: arrow.left
                anchors.rightMargin: Theme.gap
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: row.name
                elide: Text.ElideRight
                wrapMode: Text.NoWrap
                font.pixelSize: row.textSize
                font.weight: row.newest ? Font.Bold : Font.DemiBold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.titleSize
                lineHeight: 1
            }

            Icon {
                id: arrow
                anchors.right: place.left
                anchors.rightMargin: Theme.gapWide
                anchors.verticalCenter: parent.verticalCenter
                name: "arrow-right"
                colour: Theme.accent
                size: 72
            }

            Label {
                id: place
                objectName: "display-called-counter-" + row.index
                anchors.right: parent.right
                anchors.rightMargin: 40
                anchors.verticalCenter: parent.verticalCenter
                width: Math.max(implicitWidth, 96)
                horizontalAlignment: Text.AlignRight
                text: row.counter
                color: Theme.accent
                font.pixelSize: row.textSize
                font.weight: Font.Bold
                lineHeight: 1
            }
        }
    }
}
