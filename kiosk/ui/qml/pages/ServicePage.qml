import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    tall: true
    title: Words.text["service-title"]
    lead: Words.text["service-lead"]

    ServiceGrid {
        anchors.fill: parent
        model: page.kiosk.choices.services
        count: page.kiosk.choices.serviceCount
        landscape: page.landscape
        room: page.height - page.bodyTop - Theme.gap
        onChosen: service => page.kiosk.choices.choose_service(service)
    }
}
