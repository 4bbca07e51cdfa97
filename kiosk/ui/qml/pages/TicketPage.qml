import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    title: kiosk.checkIn.title
    aside: Column {
        width: parent.width
        spacing: 16

        Label {
            visible: !page.landscape || Theme.textScale <= 1 // large text needs the room for the wait
            text: Words.text["ticket-number"]
            color: Theme.inkSoft
            font.pixelSize: Theme.secondarySize
        }

        Label {
            objectName: "done-number"
            text: page.kiosk.checkIn.number
            font.pixelSize: Theme.numberSize * 2
            font.weight: Font.Bold
            lineHeight: 0.95
            wrapMode: Text.NoWrap
            color: Theme.accent
        }

        Label {
            objectName: "done-wait"
            width: parent.width
            text: page.kiosk.checkIn.wait
            font.pixelSize: page.kiosk.checkIn.waitIsRange ? Theme.titleSize : Theme.bodySize
            font.weight: page.kiosk.checkIn.keptHere ? Font.Normal : Font.DemiBold
            lineHeight: 1.1
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: page.kiosk.checkIn.booked
        }
    }

    Column {
        id: told
        readonly property bool much: page.kiosk.checkIn.kept + page.kiosk.checkIn.noted !== ""
        width: parent.width
        spacing: much ? 28 : page.landscape ? 40 : 56

        Row {
            width: parent.width
            visible: page.kiosk.checkIn.calling !== ""
            spacing: 32

            Icon {
                name: "volume-2"
                colour: Theme.accent
                size: 56
            }

            Label {
                objectName: "done-calling"
                width: parent.width - 88
                text: page.kiosk.checkIn.calling + "\n" + Words.text["ticket-seat"]
            }
        }

        Row {
            width: parent.width
            visible: told.much
            spacing: 32

            Icon {
                name: "circle-check"
                colour: Theme.accent
                size: 56
            }

            Column {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - 88
                spacing: 8

                Label {
                    objectName: "done-kept"
                    width: parent.width
                    visible: text !== ""
                    text: page.kiosk.checkIn.kept
                }

                Label {
                    objectName: "done-noted"
                    width: parent.width
                    visible: text !== ""
                    text: page.kiosk.checkIn.noted
                    color: Theme.inkSoft
                    font.pixelSize: Theme.secondarySize
                }
            }
        }

        Row {
            id: follow
            width: parent.width
            visible: page.kiosk.checkIn.followQr !== ""
            spacing: 40

            QrCard {
                id: code
                objectName: "done-qr"
                side: Math.max(160, Math.min(page.landscape ? 340 : 380, told.parent.height - follow.y))
                source: page.kiosk.checkIn.followQr
                spoken: Words.text["ticket-follow"]
            }

            Column {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - code.width - 40
                spacing: 12

                Icon {
                    visible: Theme.textScale <= 1
                    name: "smartphone"
                    colour: Theme.accent
                    size: 56
                }

                Label {
                    width: parent.width
                    text: Words.text["ticket-follow"]
                    font.weight: Font.DemiBold
                    lineHeight: 1.05
                }

                Label {
                    width: parent.width
                    visible: Theme.textScale <= 1 // large text needs the room for the number
                    text: Words.text["ticket-follow-hint"]
                    color: Theme.inkSoft
                    font.pixelSize: Theme.secondarySize
                }
            }
        }
    }

    foot: PushButton {
        objectName: "done"
        width: parent.width
        height: 144
        kind: Touchable.Main
        text: page.kiosk.checkIn.doneText
        onTapped: page.kiosk.checkIn.done()
    }
}
