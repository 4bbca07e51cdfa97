pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    tall: true
    title: Words.text["service-title"]
    lead: Words.text["service-lead"]

    Flickable {
        id: view
        anchors.fill: parent
        contentHeight: cards.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        GridLayout {
            id: cards
            readonly property int count: page.kiosk.choices.serviceCount
            readonly property int lines: Math.ceil(count / columns)
            readonly property real room: (page.height - page.bodyTop - Theme.gap - (lines - 1) * rowSpacing) / lines
            width: parent.width
            readonly property bool low: page.landscape && (lines > 3 || Theme.textScale > 1)
            columns: 2
            rowSpacing: low ? 16 : Theme.gap
            columnSpacing: Theme.gap
            uniformCellWidths: true
            uniformCellHeights: true

            Repeater {
                model: page.kiosk.choices.services

                ServiceCard {
                    required property string service
                    objectName: "services-" + service
                    beside: cards.low
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredHeight: Math.max(implicitHeight, Math.min(320, cards.room))
                    onTapped: page.kiosk.choices.choose_service(service)
                }
            }
        }
    }

    MoreBelow {
        flickable: view
    }
}
