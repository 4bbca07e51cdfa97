import QtQuick
import Mostrador.Base

Image {
    id: icon

    required property string name
    property color colour: Theme.ink
    property real size: 48

    width: size
    height: size
    sourceSize: Qt.size(size * 2, size * 2)
    source: name === "" ? "" : Theme.icon(name, colour)
    fillMode: Image.PreserveAspectFit
    smooth: true
    mipmap: true
}
