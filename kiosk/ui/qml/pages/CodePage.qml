pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    readonly property string code: kiosk.passEntry.code

    title: Words.text["code-title"]
    lead: kiosk.passEntry.codeLead
    Keys.onPressed: event => page.kiosk.passEntry.add_to_code(event.text)
    Keys.onReturnPressed: page.kiosk.passEntry.check_code()

    Row {
        id: boxes
        objectName: "code-field"
        width: parent.width
        y: page.landscape ? Math.max(0, (parent.height - height) / 2) : 24
        spacing: 16
        Accessible.role: Accessible.EditableText
        Accessible.name: Words.text["code-field"]

        Repeater {
            model: page.kiosk.passEntry.codeLength

            Rectangle {
                id: box
                required property int index
                readonly property bool next: index === page.code.length
                width: Math.floor((boxes.width + boxes.spacing) / page.kiosk.passEntry.codeLength) - boxes.spacing
                height: 160
                radius: Theme.radius
                color: Theme.surface
                border.width: next ? 4 : 2
                border.color: next ? Theme.accent : Theme.hairline

                Label {
                    anchors.centerIn: parent
                    text: page.code.charAt(box.index)
                    font.pixelSize: Theme.titleSize
                    font.weight: Font.Bold
                    lineHeight: 1.0
                }
            }
        }
    }

    foot: Column {
        width: parent.width
        spacing: Theme.gap

        PushButton {
            objectName: "code-check"
            width: parent.width
            height: Math.max(112, implicitHeight)
            kind: Touchable.Main
            available: page.kiosk.passEntry.codeWhole
            text: Words.text["code-check"]
            onTapped: page.kiosk.passEntry.check_code()
        }

        PushButton {
            objectName: "code-scan"
            width: parent.width
            kind: Touchable.Quiet
            icon: "scan-qr-code"
            text: Words.text["code-scan"]
            onTapped: page.kiosk.passEntry.show_instead()
        }
    }

    keys: KeyboardPanel {
        width: parent.width
        keyboard: page.kiosk.keyboard
        keyHeight: page.keyHeight
        forCode: true
        onTyped: text => page.kiosk.passEntry.add_to_code(text)
        onErased: page.kiosk.passEntry.erase_from_code()
    }
}
