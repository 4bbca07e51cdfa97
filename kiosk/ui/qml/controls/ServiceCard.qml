import QtQuick
import Mostrador.Base

// What a visitor can come for: icon, name, the wait of now. The icon stands above, or beside where rows are low.
Touchable {
    id: card

    required property string name
    required property string icon
    required property string wait
    property bool beside: false
    required chosen
    required property bool takes

    spoken: wait === "" ? name : name + ", " + wait
    implicitHeight: beside ? texts.height + 32 : Math.max(208, 28 + 72 + 12 + texts.height + 28)

    Icon {
        x: 36
        y: card.beside ? (card.height - 72) / 2 : Math.min(36, (card.height - texts.height - 72) / 3)
        name: card.icon
        colour: card.takes ? Theme.accent : Theme.inkSoft
        size: 72
    }

    Icon {
        anchors.right: parent.right
        anchors.rightMargin: 28
        y: card.beside ? (card.height - height) / 2 : 36
        visible: !card.takes
        name: "pause"
        colour: Theme.careful
        size: 48
    }

    Icon {
        id: mark
        anchors.right: parent.right
        anchors.rightMargin: 28
        y: card.beside ? (card.height - height) / 2 : 36
        visible: card.chosen && card.takes
        name: "circle-check"
        colour: Theme.accent
        size: 48
    }

    Column {
        id: texts
        x: card.beside ? 36 + 72 + 28 : 36
        y: card.beside ? (card.height - height) / 2 : card.height - height - 28
        width: parent.width - x - (card.beside && (card.chosen || !card.takes) ? mark.width + 36 : 28)
        spacing: 4

        Label {
            width: parent.width
            text: card.name
            font.weight: Font.DemiBold
            lineHeight: 1.05
            color: card.takes ? Theme.ink : Theme.inkSoft
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: card.wait
            font.pixelSize: Theme.secondarySize
            color: card.takes ? Theme.inkSoft : Theme.careful
            Accessible.ignored: true
        }
    }
}
