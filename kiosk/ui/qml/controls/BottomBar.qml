pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Mostrador.Base
import Mostrador.Kiosk

// On every page at the same place: languages, size of text, colours, help.
Rectangle {
    id: bar

    required property Shell shell
    // Four words stand side by side upright too, also when they are long: help must never leave the screen.
    readonly property real textSize: width > 1600 ? Theme.smallSize : Math.min(Theme.smallSize, 31)

    color: Theme.paper

    Rectangle {
        width: parent.width
        height: 2
        color: Theme.divider
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin - 24
        anchors.rightMargin: Theme.margin - 24
        spacing: 8

        Repeater {
            model: bar.shell.languages

            PushButton {
                required property string code
                required property string name
                objectName: "language-" + code
                kind: Touchable.Quiet
                icon: "languages"
                text: name
                textSize: bar.textSize
                padding: 20
                onTapped: bar.shell.speak(code)
            }
        }

        PushButton {
            objectName: "text-size"
            kind: Touchable.Quiet
            icon: "a-large-small"
            text: bar.shell.textName
            textSize: bar.textSize
            padding: 20
            onTapped: bar.shell.change_text_size()
        }

        PushButton {
            objectName: "scheme"
            kind: Touchable.Quiet
            icon: "contrast"
            text: bar.shell.schemeName
            textSize: bar.textSize
            padding: 20
            onTapped: bar.shell.next_scheme()
        }

        Item {
            Layout.fillWidth: true
        }

        PushButton {
            objectName: "help"
            kind: Touchable.Quiet
            icon: "hand"
            text: Words.text["help"]
            textSize: bar.textSize
            padding: 20
            onTapped: bar.shell.open_help()
        }
    }
}
