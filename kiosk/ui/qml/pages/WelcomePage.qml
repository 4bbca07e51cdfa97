import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    // In the narrow column of a lying screen the greeting gives way to what one needs to know.
    readonly property bool careful: kiosk.welcome.cutOff || kiosk.welcome.paused
    readonly property bool narrow: landscape && (Theme.textScale > 1 || !kiosk.welcome.open)

    title: kiosk.welcome.title
    lead: ""
    titleSize: narrow ? Theme.titleSize : Theme.numberSize
    ownTop: true

    heading: Item {
        anchors.fill: parent

        Image {
            source: Theme.logo
            anchors.verticalCenter: parent.verticalCenter
            height: Theme.target
            sourceSize.height: Theme.target * 2
            fillMode: Image.PreserveAspectFit
            mipmap: true
        }

        Label {
            objectName: "clock"
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: page.kiosk.shell.clock
            color: Theme.inkSoft
        }
    }

    aside: Column {
        width: parent.width
        spacing: Theme.gapWide

        Label {
            width: parent.width
            text: page.kiosk.welcome.lead
            font.pixelSize: page.narrow ? Theme.bodySize : Theme.titleSize
            lineHeight: 1.05
        }

        Row {
            visible: page.kiosk.welcome.open && page.kiosk.welcome.waitKnown && !page.kiosk.welcome.paused
            spacing: 24

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "clock"
                colour: Theme.accent
                size: 48
            }

            Label {
                objectName: "welcome-wait"
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, page.leftWidth - 72)
                text: page.kiosk.welcome.wait
                font.weight: Font.DemiBold
            }
        }

        Rectangle {
            visible: page.kiosk.welcome.notice !== ""
            width: parent.width
            height: notice.height + 48
            radius: Theme.radius
            color: page.careful ? Theme.carefulSoft : Theme.infoSoft

            Icon {
                id: sign
                x: 28
                anchors.verticalCenter: parent.verticalCenter
                name: page.kiosk.welcome.cutOff ? "cloud-off" : page.kiosk.welcome.paused ? "pause" : "info"
                colour: page.careful ? Theme.careful : Theme.info
                size: 44
            }

            Label {
                id: notice
                objectName: "welcome-notice"
                x: 96
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - 96 - 28
                text: page.kiosk.welcome.notice
                font.pixelSize: Theme.secondarySize
            }
        }
    }

    foot: Column {
        width: parent.width
        spacing: Theme.gap

        Card {
            objectName: "welcome-appointment"
            visible: page.kiosk.welcome.open
            width: parent.width
            height: Math.max(page.landscape ? 232 : 264, implicitHeight)
            icon: "scan-qr-code"
            iconSize: 80
            title: Words.text["welcome-appointment"]
            detail: Words.text["welcome-appointment-hint"]
            onTapped: page.kiosk.welcome.appointment()
        }

        Card {
            objectName: "welcome-help"
            visible: page.kiosk.welcome.open
            width: parent.width
            height: Math.max(page.landscape ? 232 : 264, implicitHeight)
            kind: page.kiosk.welcome.paused ? Touchable.Plain : Touchable.Main
            icon: page.kiosk.welcome.paused ? "ticket" : "hand-helping"
            iconSize: 80
            title: page.kiosk.welcome.helpTitle
            detail: page.kiosk.welcome.helpHint
            onTapped: page.kiosk.welcome.help()
        }

        PushButton {
            objectName: "welcome-joined"
            visible: page.kiosk.welcome.open && page.kiosk.welcome.canJoinByPhone
            width: parent.width
            height: 112
            icon: "smartphone"
            text: Words.text["welcome-joined"]
            onTapped: page.kiosk.welcome.joined()
        }

        PushButton {
            objectName: "welcome-book"
            visible: page.kiosk.welcome.canBook
            readonly property bool only: !page.kiosk.welcome.open || page.kiosk.welcome.paused
            kind: only ? Touchable.Main : Touchable.Quiet
            width: parent.width
            height: only ? 160 : 96
            icon: "calendar-plus"
            text: Words.text["welcome-book"]
            onTapped: page.kiosk.welcome.book()
        }
    }
}
