import QtQuick
import Mostrador.Base

// A quiet choice of who needs it: icon and word; filled, with a check mark, once it is chosen.
Touchable {
    id: chip

    property string text: ""
    property string icon: ""
    property real most: 0 // never wider than this

    spoken: text
    implicitHeight: Math.max(Theme.target, label.height + 32)
    width: Math.min(most, 28 + 48 + 20 + Math.ceil(metrics.advanceWidth) + 4 + 32)
    Accessible.checkable: true
    Accessible.checked: chosen

    TextMetrics {
        id: metrics
        font: label.font
        text: chip.text
    }

    Icon {
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        name: chip.chosen ? "circle-check" : chip.icon
        colour: Theme.accent
        size: 48
    }

    Label {
        id: label
        x: 28 + 48 + 20
        anchors.verticalCenter: parent.verticalCenter
        width: chip.width - x - 32
        text: chip.text
        font.pixelSize: Theme.secondarySize
        lineHeight: 1.05
        Accessible.ignored: true
    }
}
