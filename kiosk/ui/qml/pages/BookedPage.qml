import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    title: kiosk.people.booked
    lead: Words.text["booked-lead"]

    aside: Row {
        visible: page.kiosk.people.bookedFor !== ""
        spacing: 24

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "calendar-check"
            colour: Theme.accent
            size: 48
        }

        Label {
            objectName: "booked-for"
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, page.leftWidth - 72)
            text: page.kiosk.people.bookedFor
            font.weight: Font.DemiBold
        }
    }

    foot: Column {
        width: parent.width
        spacing: Theme.gap

        Card {
            objectName: "booked-other"
            width: parent.width
            height: Math.max(208, implicitHeight)
            icon: "list"
            title: Words.text["booked-other"]
            detail: Words.text["booked-other-hint"]
            onTapped: page.kiosk.people.came_for_booking(false)
        }

        PushButton {
            objectName: "booked-yes"
            width: parent.width
            height: 160
            kind: Touchable.Main
            icon: "calendar-check"
            text: Words.text["booked-yes"]
            onTapped: page.kiosk.people.came_for_booking(true)
        }
    }
}
