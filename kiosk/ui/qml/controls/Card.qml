import QtQuick
import Mostrador.Base

// A large thing to choose: icon, name, and a line that says more.
Touchable {
    id: card

    property string title: ""
    property string detail: ""
    property string icon: ""
    property real iconSize: 64
    property real titleSize: Theme.bodySize

    spoken: detail === "" ? title : title + ", " + detail
    implicitHeight: Math.max(176, texts.implicitHeight + 56)

    Rectangle {
        id: disc
        visible: card.icon !== ""
        anchors.left: parent.left
        anchors.leftMargin: 32
        anchors.verticalCenter: parent.verticalCenter
        width: card.iconSize + 40
        height: width
        radius: Theme.radius
        color: card.kind === Touchable.Main ? Theme.accentPressed : Theme.accentSoft

        Icon {
            anchors.centerIn: parent
            name: card.icon
            size: card.iconSize
            colour: card.kind === Touchable.Main ? Theme.accentInk : Theme.accent
        }
    }

    Column {
        id: texts
        anchors.left: disc.visible ? disc.right : parent.left
        anchors.leftMargin: 32
        anchors.right: check.visible ? check.left : parent.right
        anchors.rightMargin: 24
        anchors.verticalCenter: parent.verticalCenter
        spacing: 8

        Label {
            width: parent.width
            text: card.title
            font.pixelSize: card.titleSize
            font.weight: Font.DemiBold
            lineHeight: 1.05
            color: card.inkColour
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: card.detail
            font.pixelSize: Theme.secondarySize
            color: card.kind === Touchable.Main ? Theme.accentInk : Theme.inkSoft
            Accessible.ignored: true
        }
    }

    Icon {
        id: check
        visible: card.chosen
        anchors.right: parent.right
        anchors.rightMargin: 28
        anchors.verticalCenter: parent.verticalCenter
        name: "circle-check"
        colour: Theme.accent
        size: 48
    }
}
