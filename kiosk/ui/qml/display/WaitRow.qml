import QtQuick
import Mostrador.Base
import "../controls"

// A service and how long it takes now.
Item {
    id: row

    required property string service
    required property string name
    required property string icon
    required property string wait

    height: 50

    Icon {
        id: picture
        anchors.verticalCenter: parent.verticalCenter
        name: row.icon
        colour: Theme.inkSoft
        size: 40
    }

    Label {
        anchors.left: picture.right
        anchors.leftMargin: Theme.gap
        anchors.right: told.left
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        text: row.name
        elide: Text.ElideRight
        wrapMode: Text.NoWrap
        font.pixelSize: Theme.secondarySize
    }

    Label {
        id: told
        objectName: "display-wait-" + row.service
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        text: row.wait
        font.pixelSize: Theme.secondarySize
        font.weight: Font.DemiBold
    }
}
