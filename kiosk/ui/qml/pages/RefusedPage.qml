pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    title: kiosk.refusal.title
    lead: ""

    aside: Label {
        objectName: "refused-text"
        width: parent.width
        text: page.kiosk.refusal.text
    }

    Row {
        spacing: 24
        width: parent.width

        Icon {
            name: "hand"
            colour: Theme.accent
            size: 48
        }

        Label {
            width: parent.width - 72
            text: Words.text["help-colleague"]
            color: Theme.inkSoft
            font.pixelSize: Theme.secondarySize
        }
    }

    foot: Column {
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: page.kiosk.refusal.ways

            PushButton {
                required property string way
                required property string name
                required property bool main
                required icon
                objectName: "refused-" + way
                width: parent ? parent.width : 0
                height: 136
                kind: main ? Touchable.Main : Touchable.Plain
                text: name
                onTapped: page.kiosk.refusal.go(way)
            }
        }
    }
}
