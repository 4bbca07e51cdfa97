import QtQuick
import Mostrador.Base

// One person that was found: the name, and enough of the mail to tell two of the same name apart.
Touchable {
    id: row

    required property string name
    required property string mail

    spoken: mail === "" ? name : name + ", " + mail
    implicitHeight: Math.max(100, texts.height + 24)

    Column {
        id: texts
        anchors.left: parent.left
        anchors.leftMargin: 28
        anchors.right: arrow.left
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter

        Label {
            width: parent.width
            text: row.name
            font.pixelSize: Theme.secondarySize
            font.weight: Font.DemiBold
            elide: Text.ElideRight
            maximumLineCount: 1
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            visible: text !== ""
            text: row.mail
            font.pixelSize: Theme.smallSize
            color: Theme.inkSoft
            elide: Text.ElideRight
            maximumLineCount: 1
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
    }

    Icon {
        id: arrow
        anchors.right: parent.right
        anchors.rightMargin: 24
        anchors.verticalCenter: parent.verticalCenter
        name: "chevron-right"
        colour: Theme.inkSoft
        size: 40
    }
}
