import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    readonly property Field current: mail.isActive ? mail : name

    title: Words.text["guest-title"]
    lead: Words.text["guest-lead"]
    Component.onCompleted: name.take()

    Column {
        width: parent.width
        spacing: Theme.gap

        Field {
            id: name
            objectName: "guest-name"
            width: parent.width
            label: Words.text["guest-name"]
            icon: "user-round"
            text: page.kiosk.people.guestName
            onEdited: text => page.kiosk.people.name_guest(text)
            onEntered: mail.take()
        }

        Field {
            id: mail
            objectName: "guest-mail"
            width: parent.width
            label: Words.text["guest-mail"]
            icon: "mail"
            longest: 254
            hints: Qt.ImhEmailCharactersOnly | Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
            text: page.kiosk.people.guestMail
            problem: page.kiosk.people.guestProblem
            onEdited: text => page.kiosk.people.write_guest_mail(text)
            onEntered: page.kiosk.people.go_on_as_guest()
        }
    }

    foot: PushButton {
        objectName: "guest-next"
        width: parent.width
        height: 112
        kind: Touchable.Main
        text: Words.text["next"]
        onTapped: page.kiosk.people.go_on_as_guest()
    }

    keys: KeyboardPanel {
        width: parent.width
        keyboard: page.kiosk.keyboard
        keyHeight: page.keyHeight
        capital: page.current === name && name.atWordStart
        onTyped: text => page.current.put(text)
        onErased: page.current.erase()
    }
}
