import QtQuick
import Mostrador.Base

// What a finger can press: a pressed look at once, one signal, a focus ring for keys and a name for readers.
Rectangle {
    id: touchable

    property string spoken: ""
    property bool available: true
    readonly property bool pressed: tap.pressed
    property int kind: Touchable.Plain
    property bool chosen: false
    readonly property color inkColour: kind === Touchable.Main ? Theme.accentInk : Theme.ink

    enum Kind {
        Plain,
        Main,
        Quiet
    }

    signal tapped

    enabled: available
    opacity: available ? 1.0 : 0.45
    radius: Theme.radius
    implicitHeight: Theme.target
    implicitWidth: Theme.target
    color: kind === Touchable.Main ? (pressed ? Theme.accentPressed : Theme.accent) : pressed || chosen ? Theme.accentSoft : kind === Touchable.Quiet ? "transparent" : Theme.surface
    border.width: kind === Touchable.Plain ? (chosen ? 4 : 2) : 0
    border.color: chosen ? Theme.accent : Theme.hairline
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.focusable: true
    Accessible.onPressAction: tapped()
    Keys.onReturnPressed: tapped()
    Keys.onEnterPressed: tapped()
    Keys.onSpacePressed: tapped()

    Rectangle {
        anchors.fill: parent
        anchors.margins: -8
        radius: touchable.radius + 8
        color: "transparent"
        border.width: 4
        border.color: Theme.focus
        visible: touchable.activeFocus
    }

    TapHandler {
        id: tap
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: touchable.tapped()
    }
}
