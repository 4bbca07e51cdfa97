import QtQuick
import Mostrador.Base

// One person that was found: the name, and enough of the mail to tell two of the same name apart.
Touchable {
    id: row

    required property string name
    required property string mail
    readonly property bool wide: width > 700

    spoken: mail === "" ? name : name + ", " + mail
    implicitHeight: Math.max(88, nameLine.height + (wide || mail === "" ? 0 : mailLine.height) + 16)

    Label {
        id: nameLine
        x: 28
        y: row.wide || row.mail === "" ? (row.height - height) / 2 : (row.height - height - mailLine.height) / 2
        width: row.wide ? Math.min(implicitWidth, arrow.x - 40 - Math.min(mailLine.implicitWidth, row.width * 0.4)) : arrow.x - 36
        text: row.name
        font.pixelSize: Theme.secondarySize
        font.weight: Font.DemiBold
        lineHeight: 1.0
        elide: Text.ElideRight
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }

    Label {
        id: mailLine
        x: row.wide ? arrow.x - 12 - width : 28
        y: row.wide ? (row.height - height) / 2 : nameLine.y + nameLine.height
        width: row.wide ? Math.min(implicitWidth, row.width * 0.4) : arrow.x - 36
        text: row.mail
        font.pixelSize: Theme.smallSize
        lineHeight: 1.0
        color: Theme.inkSoft
        elide: Text.ElideRight
        wrapMode: Text.NoWrap
        Accessible.ignored: true
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
