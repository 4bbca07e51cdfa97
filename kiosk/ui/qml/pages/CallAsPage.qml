pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    title: Words.text["call-as-title"]
    lead: Words.text["call-as-lead"]

    aside: Rectangle {
        visible: page.kiosk.choices.appointment !== ""
        width: parent.width
        height: visible ? told.height + 56 : 0
        radius: Theme.radius
        color: Theme.goodSoft

        Icon {
            id: sign
            x: 32
            anchors.verticalCenter: parent.verticalCenter
            name: "calendar-check"
            colour: Theme.good
            size: 56
        }

        Column {
            id: told
            x: 120
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - 120 - 32

            Label {
                width: parent.width
                visible: text !== ""
                text: page.kiosk.choices.greeting
                font.weight: Font.DemiBold
            }

            Label {
                objectName: "appointment"
                width: parent.width
                text: page.kiosk.choices.appointment
                font.pixelSize: Theme.secondarySize
            }
        }
    }

    Column {
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: page.kiosk.choices.callAs

            Card {
                required property string choice
                required property string name
                required property string example
                required icon
                required chosen
                objectName: "call-as-" + choice
                width: parent ? parent.width : 0
                height: Math.max(208, implicitHeight)
                title: name
                detail: example
                onTapped: page.kiosk.choices.choose_call_as(choice)
            }
        }
    }
}
