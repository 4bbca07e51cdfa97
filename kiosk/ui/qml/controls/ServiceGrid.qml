pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Mostrador.Base

// Services to choose from, in two columns; as tall as there is room for, and it can be scrolled.
Item {
    id: grid

    required property var model
    required property int count
    required property bool landscape
    property real room: height
    property string prefix: "services-"

    signal chosen(string service)

    Flickable {
        id: view
        anchors.fill: parent
        contentHeight: cards.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        GridLayout {
            id: cards
            readonly property int lines: Math.max(1, Math.ceil(grid.count / columns))
            readonly property real each: (grid.room - (lines - 1) * rowSpacing) / lines
            width: parent.width
            readonly property bool low: grid.landscape && (lines > 3 || Theme.textScale > 1)
            columns: 2
            rowSpacing: low ? 16 : Theme.gap
            columnSpacing: Theme.gap
            uniformCellWidths: true
            uniformCellHeights: true

            Repeater {
                model: grid.model

                ServiceCard {
                    required property string service
                    objectName: grid.prefix + service
                    beside: cards.low
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredHeight: Math.max(implicitHeight, Math.min(320, cards.each))
                    onTapped: grid.chosen(service)
                }
            }
        }
    }

    MoreBelow {
        flickable: view
    }
}
