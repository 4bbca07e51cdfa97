import QtQuick
import Mostrador.Base

// Something that comes over the page and asks for attention; touches do not reach what is below.
Rectangle {
    id: panel

    property bool shown: false

    anchors.fill: parent
    visible: opacity > 0
    opacity: shown ? 1 : 0
    color: Theme.paper

    Behavior on opacity {
        NumberAnimation {
            duration: Theme.fade
        }
    }

    MouseArea {
        anchors.fill: parent
        enabled: panel.visible
    }
}
