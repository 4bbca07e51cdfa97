pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import Mostrador.Display
import "../controls"

// Everybody who is called and not yet at the counter, the newest on top.
Column {
    id: list

    required property Display display

    spacing: Theme.gap

    Label {
        objectName: "display-called-title"
        text: Words.text["called-title"]
        color: Theme.inkSoft
        font.pixelSize: Theme.bodySize
        bottomPadding: Theme.grid
    }

    Repeater {
        model: list.display.called

        Rectangle {
            id: row
            required property int index
            required property string name
            required property string counter

            width: list.width
            height: 144
            radius: Theme.radius
            color: index === 0 ? Theme.accentSoft : Theme.surface
            border.width: index === 0 ? 0 : 2
            border.color: Theme.divider

            Label {
                objectName: "display-called-" + row.index
                anchors.left: parent.left
                anchors.leftMargin: 40
                anchors.right: arrow.left
                anchors.rightMargin: Theme.gap
                anchors.verticalCenter: parent.verticalCenter
                text: row.name
                elide: Text.ElideRight
                wrapMode: Text.NoWrap
                font.pixelSize: Theme.numberSize
                font.weight: row.index === 0 ? Font.Bold : Font.DemiBold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.titleSize
                lineHeight: 1
            }

            Icon {
                id: arrow
                anchors.right: place.left
                anchors.rightMargin: 40
                anchors.verticalCenter: parent.verticalCenter
                name: "arrow-right"
                colour: Theme.accent
                size: 72
            }

            Row {
                id: place
                anchors.right: parent.right
                anchors.rightMargin: 40
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.gap

                Label {
                    anchors.baseline: number.baseline
                    text: Words.text["call-counter"]
                    color: Theme.inkSoft
                    font.pixelSize: Theme.bodySize
                    lineHeight: 1
                }

                Label {
                    id: number
                    objectName: "display-called-counter-" + row.index
                    width: Math.max(implicitWidth, 64)
                    horizontalAlignment: Text.AlignRight
                    text: row.counter
                    color: Theme.accent
                    font.pixelSize: Theme.numberSize
                    font.weight: Font.Bold
                    lineHeight: 1
                }
            }
        }
    }
}
