pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    tall: true
    title: Words.text["service-title"]
    lead: Words.text["service-lead"]

    Flickable {
        anchors.fill: parent
        contentHeight: cards.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Grid {
            id: cards
            readonly property int lines: Math.ceil(page.kiosk.choices.serviceCount / 2)
            readonly property real room: (page.height - page.bodyTop - Theme.gap - (lines - 1) * spacing) / lines
            width: parent.width
            columns: 2
            spacing: Theme.gap

            Repeater {
                model: page.kiosk.choices.services

                ServiceCard {
                    required property string service
                    objectName: "services-" + service
                    width: (cards.width - cards.spacing) / 2
                    height: Math.max(implicitHeight, Math.min(320, cards.room))
                    onTapped: page.kiosk.choices.choose_service(service)
                }
            }
        }
    }
}
