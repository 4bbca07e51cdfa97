import QtQuick
import Mostrador.Base

// A button with a word, and an icon before it.
Touchable {
    id: button

    property string text: ""
    property string icon: ""
    property real textSize: Theme.bodySize
    property int padding: 40
    readonly property color wordColour: kind === Touchable.Quiet ? Theme.accent : inkColour
    readonly property real iconSize: Math.round(textSize * 1.1)
    readonly property real iconRoom: icon === "" ? 0 : iconSize + 20
    readonly property real wordWidth: Math.ceil(metrics.advanceWidth) + 4

    spoken: text
    implicitHeight: Math.max(Theme.target + 20, label.height + 40)
    implicitWidth: iconRoom + wordWidth + 2 * padding

    TextMetrics {
        id: metrics
        font: label.font
        text: button.text
    }

    Icon {
        visible: button.icon !== ""
        x: label.x - button.iconRoom
        anchors.verticalCenter: parent.verticalCenter
        name: button.icon
        colour: button.wordColour
        size: button.iconSize
    }

    Label {
        id: label
        anchors.verticalCenter: parent.verticalCenter
        x: (button.width - button.iconRoom - width) / 2 + button.iconRoom
        width: Math.min(button.wordWidth, button.width - button.iconRoom - 2 * Math.min(24, button.padding))
        text: button.text
        font.pixelSize: button.textSize
        font.weight: Font.DemiBold
        lineHeight: 1.0
        color: button.wordColour
        Accessible.ignored: true
    }
}
