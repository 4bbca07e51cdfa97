import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    title: Words.text["note-title"]
    lead: Words.text["note-lead"]
    Component.onCompleted: note.take()

    NoteField {
        id: note
        objectName: "note-field"
        width: parent.width
        height: parent.height - (remaining.visible ? remaining.height + 8 : 0)
        text: page.kiosk.choices.note
        hint: Words.text["note-field"]
        onEdited: text => page.kiosk.choices.write_note(text)
    }

    Label {
        id: remaining
        anchors.bottom: parent.bottom
        width: parent.width
        visible: text !== ""
        text: page.kiosk.choices.noteLeft
        font.pixelSize: Theme.smallSize
        color: Theme.inkSoft
    }

    foot: PushButton {
        objectName: "note-next"
        width: parent.width
        height: 112
        kind: Touchable.Main
        text: note.isEmpty ? Words.text["skip"] : Words.text["next"]
        onTapped: page.kiosk.choices.keep_note()
    }

    keys: KeyboardPanel {
        width: parent.width
        keyboard: page.kiosk.keyboard
        keyHeight: page.keyHeight
        capital: note.isEmpty
        onTyped: text => note.put(text)
        onErased: note.erase()
    }
}
