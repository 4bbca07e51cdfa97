import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    tall: true
    title: Words.text["booking-title"]
    lead: kiosk.welcome.canBook ? Words.text["booking-lead"] : Words.text["booking-none"]

    Column {
        visible: page.kiosk.welcome.canBook
        width: parent.width
        spacing: Theme.gapWide

        QrCard {
            objectName: "booking-qr"
            side: Math.min(parent.width, page.landscape ? 640 : 720)
            source: page.kiosk.welcome.bookingQr
            spoken: Words.text["booking-title"]
        }

        Column {
            width: parent.width
            spacing: 8

            Label {
                width: parent.width
                text: Words.text["booking-address"]
                color: Theme.inkSoft
                font.pixelSize: Theme.secondarySize
            }

            Label {
                objectName: "booking-address"
                width: parent.width
                text: page.kiosk.welcome.bookingUrl
                wrapMode: Text.WrapAnywhere
                font.pixelSize: Theme.secondarySize
                font.weight: Font.DemiBold
            }
        }
    }
}
