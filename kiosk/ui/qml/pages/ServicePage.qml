pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    title: Words.text["service-title"]
    lead: Words.text["service-lead"]

    Flickable {
        anchors.fill: parent
        contentHeight: cards.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Grid {
            id: cards
            width: parent.width
            columns: 2
            spacing: Theme.gap

            Repeater {
                model: page.kiosk.choices.services

                ServiceCard {
                    required property string service
                    objectName: "services-" + service
                    width: (cards.width - cards.spacing) / 2
                    onTapped: page.kiosk.choices.choose_service(service)
                }
            }
        }
    }
}
