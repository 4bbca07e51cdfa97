pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    title: Words.text["person-title"]
    lead: Words.text["person-lead"]
    Component.onCompleted: field.take()

    Field {
        id: field
        objectName: "person-field"
        compact: true
        width: parent.width
        label: Words.text["person-field"]
        icon: "search"
        text: page.kiosk.people.query
        onEdited: text => page.kiosk.people.ask(text)
    }

    Flickable {
        anchors.top: field.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: parent.bottom
        width: parent.width
        contentHeight: rows.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Flow {
            id: rows
            width: parent.width
            spacing: 12

            Repeater {
                model: page.kiosk.people.found

                PersonRow {
                    required property string person
                    required property int index
                    objectName: "person-" + index
                    width: page.landscape ? Math.floor((rows.width - rows.spacing) / 2) : rows.width
                    onTapped: page.kiosk.people.choose(person, name)
                }
            }
        }
    }

    Label {
        objectName: "person-note"
        anchors.top: field.bottom
        anchors.topMargin: Theme.gap + 8
        width: parent.width
        visible: text !== ""
        text: page.kiosk.people.note
        color: Theme.inkSoft
    }

    foot: PushButton {
        objectName: "person-guest"
        width: parent.width
        height: 104
        icon: "user-round"
        text: Words.text["person-guest"]
        onTapped: page.kiosk.people.be_guest()
    }

    keys: KeyboardPanel {
        width: parent.width
        keyboard: page.kiosk.keyboard
        keyHeight: page.keyHeight
        capital: field.atWordStart
        onTyped: text => field.put(text)
        onErased: field.erase()
    }
}
