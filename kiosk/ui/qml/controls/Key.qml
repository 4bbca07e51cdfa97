import QtQuick
import Mostrador.Base

// One key of the on-screen keyboard. It never takes the focus from the field.
Rectangle {
    id: key

    property string text: ""
    property string icon: ""
    property string spoken: text
    property bool held: false

    signal struck

    implicitHeight: Theme.target
    radius: Theme.radius - 4
    color: tap.pressed ? Theme.accentSoft : held ? Theme.accent : Theme.surface
    border.width: 1
    border.color: tap.pressed ? Theme.accent : Theme.hairline
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.onPressAction: struck()

    Label {
        anchors.centerIn: parent
        visible: key.icon === ""
        text: key.text
        wrapMode: Text.NoWrap
        lineHeight: 1.0
        font.pixelSize: key.text.length > 1 ? Theme.smallSize : Theme.bodySize
        color: key.held ? Theme.accentInk : Theme.ink
        Accessible.ignored: true
    }

    Icon {
        anchors.centerIn: parent
        visible: key.icon !== ""
        name: key.icon
        colour: key.held ? Theme.accentInk : Theme.ink
        size: 44
    }

    TapHandler {
        id: tap
        gesturePolicy: TapHandler.WithinBounds
        onTapped: key.struck()
    }
}
