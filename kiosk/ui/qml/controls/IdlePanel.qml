import QtQuick
import Mostrador.Base
import Mostrador.Kiosk

// "Are you still there?": one touch to stay.
Panel {
    id: panel

    required property Shell shell

    shown: shell.askedToStay
    color: "transparent"

    Rectangle {
        anchors.fill: parent
        color: Theme.scheme === "dark" ? Theme.paper : Theme.ink
        opacity: Theme.scheme === "dark" ? 0.85 : 0.55
    }

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        y: (parent.height - height) * 0.45
        width: Math.min(parent.width - 2 * Theme.margin, 936)
        height: content.height + 2 * 56
        radius: Theme.radius
        color: Theme.scheme === "dark" ? Theme.surface : Theme.paper
        border.width: 2
        border.color: Theme.hairline

        Column {
            id: content
            x: 56
            y: 56
            width: parent.width - 2 * 56
            spacing: 32

            Label {
                width: parent.width
                text: Words.text["idle-title"]
                font.pixelSize: Theme.titleSize
                font.weight: Font.Bold
                lineHeight: 1.05
                Accessible.role: Accessible.Heading
            }

            Label {
                objectName: "idle-warning"
                width: parent.width
                text: panel.shell.warning
                color: Theme.inkSoft
            }

            PushButton {
                objectName: "idle-stay"
                width: parent.width
                height: 128
                kind: Touchable.Main
                text: Words.text["idle-stay"]
                onTapped: panel.shell.stay()
            }

            PushButton {
                objectName: "idle-leave"
                width: parent.width
                text: Words.text["idle-leave"]
                onTapped: panel.shell.start_over()
            }
        }
    }
}
