import QtQuick
import Mostrador.Base

// A QR code for a phone. The picture brings its own light ground, so that phones read it in every scheme.
Rectangle {
    id: card

    property string source: ""
    property string spoken: ""
    property real side: 320

    width: side
    height: side
    radius: Theme.radius
    color: "transparent"
    Accessible.role: Accessible.Graphic
    Accessible.name: spoken

    Image {
        anchors.fill: parent
        source: card.source
        sourceSize: Qt.size(width * 2, height * 2)
        fillMode: Image.PreserveAspectFit
        smooth: true
        mipmap: true
    }
}
