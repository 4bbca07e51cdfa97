pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import Mostrador.Kiosk

// The on-screen keyboard: rows by language, capitals for one letter, digits and signs, space and erase.
Column {
    id: panel

    required property Keyboard keyboard
    property real keyHeight: Theme.target
    property bool capital: false
    property bool forCode: false
    readonly property bool upper: keyboard.shift || capital
    readonly property var keyRows: forCode ? keyboard.codeRows : keyboard.rows
    readonly property real keyWidth: (width - 9 * spacing) / 10

    signal typed(string text)
    signal erased

    spacing: 8
    Accessible.role: Accessible.Grouping
    Accessible.name: Words.text["keyboard"]

    Repeater {
        model: panel.keyRows

        Row {
            id: row
            required property var modelData
            anchors.horizontalCenter: parent ? parent.horizontalCenter : undefined
            spacing: panel.spacing

            Repeater {
                model: row.modelData

                Key {
                    required property string modelData
                    objectName: "key-" + modelData.toLowerCase()
                    width: panel.keyWidth
                    height: panel.keyHeight
                    text: panel.upper ? modelData.toUpperCase() : modelData
                    onStruck: {
                        panel.typed(text);
                        panel.keyboard.typed();
                    }
                }
            }
        }
    }

    Row {
        spacing: panel.spacing

        Key {
            objectName: "key-shift"
            visible: !panel.forCode
            width: panel.keyWidth * 1.5
            height: panel.keyHeight
            icon: "arrow-up"
            spoken: Words.text["key-shift"]
            held: panel.upper
            onStruck: panel.keyboard.change_shift()
        }

        Key {
            objectName: "key-symbols"
            visible: !panel.forCode
            width: panel.keyWidth * 1.5
            height: panel.keyHeight
            text: panel.keyboard.layerName
            spoken: panel.keyboard.layerSpoken
            onStruck: panel.keyboard.change_layer()
        }

        Key {
            objectName: "key-space"
            visible: !panel.forCode
            width: panel.width - 5 * panel.keyWidth - 3 * panel.spacing
            height: panel.keyHeight
            text: Words.text["key-space"]
            onStruck: panel.typed(" ")
        }

        Key {
            objectName: "key-erase"
            width: panel.forCode ? panel.width : panel.keyWidth * 2
            height: panel.keyHeight
            icon: "delete"
            spoken: Words.text["key-erase"]
            onStruck: panel.erased()
        }
    }
}
