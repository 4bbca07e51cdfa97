import QtQuick
import Mostrador.Base

// A button with a word, and an icon before it.
Touchable {
    id: button

    property string text: ""
    property string icon: ""
    property real textSize: Theme.bodySize
    property int padding: 40

    spoken: text
    implicitHeight: Math.max(Theme.target + 20, label.implicitHeight + 40)
    implicitWidth: content.implicitWidth + 2 * padding

    Row {
        id: content
        anchors.centerIn: parent
        spacing: Theme.gap - 4

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: button.icon !== ""
            name: button.icon
            colour: button.kind === Touchable.Quiet ? Theme.accent : button.inkColour
            size: Math.round(button.textSize * 1.1)
        }

        Label {
            id: label
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, button.width > 0 ? button.width - 2 * 24 - (button.icon === "" ? 0 : button.textSize * 1.1 + content.spacing) : implicitWidth)
            text: button.text
            font.pixelSize: button.textSize
            font.weight: Font.DemiBold
            lineHeight: 1.0
            color: button.kind === Touchable.Quiet ? Theme.accent : button.inkColour
            Accessible.ignored: true
        }
    }
}
