import QtQuick
import Mostrador.Base
import "../controls"

// One more matter in the same visit; for who asked for it on the page that sums up.
PageFrame {
    id: page

    tall: true
    title: Words.text["further-title"]
    lead: Words.text["further-lead"]

    ServiceGrid {
        anchors.fill: parent
        model: page.kiosk.besides.services
        count: page.kiosk.besides.serviceCount
        landscape: page.landscape
        prefix: "further-"
        onChosen: service => page.kiosk.besides.choose_further(service)
    }

    foot: PushButton {
        objectName: "further-none"
        width: parent.width
        height: 120
        text: Words.text["further-none"]
        onTapped: page.kiosk.besides.choose_further("")
    }
}
