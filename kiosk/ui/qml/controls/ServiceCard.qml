import QtQuick
import Mostrador.Base

// What a visitor can come for: icon on top, name, the wait of now.
Touchable {
    id: card

    required property string name
    required property string icon
    required property string wait
    property int padding: 36
    required chosen

    spoken: wait === "" ? name : name + ", " + wait
    implicitHeight: Math.max(208, 28 + 72 + 12 + texts.height + 28)

    Icon {
        x: card.padding
        y: Math.min(36, (card.height - texts.height - 72) / 3)
        name: card.icon
        colour: Theme.accent
        size: 72
    }

    Icon {
        anchors.right: parent.right
        anchors.rightMargin: 28
        y: 36
        visible: card.chosen
        name: "circle-check"
        colour: Theme.accent
        size: 48
    }

    Column {
        id: texts
        x: card.padding
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 28
        width: parent.width - 2 * card.padding
        spacing: 4

        Label {
            width: parent.width
            text: card.name
            font.weight: Font.DemiBold
            lineHeight: 1.05
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: card.wait
            font.pixelSize: Theme.secondarySize
            color: Theme.inkSoft
            Accessible.ignored: true
        }
    }
}
