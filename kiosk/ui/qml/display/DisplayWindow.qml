import QtQuick
import Mostrador.Base
import Mostrador.Display

// The public screen: a stage in the design's own pixels, 1920 x 1080, scaled to whatever screen there is.
Window {
    id: window

    required property Display display
    readonly property real unit: Math.min(width / 1920, height / 1080)

    objectName: "display-window"
    title: Theme.organisation
    color: Theme.paper

    Item {
        width: window.width / window.unit
        height: window.height / window.unit
        scale: window.unit
        transformOrigin: Item.TopLeft

        LostBanner {
            id: banner
            display: window.display
            width: parent.width
            height: window.display.lost ? implicitHeight : 0
            visible: window.display.lost
        }

        MainColumn {
            display: window.display
            anchors.top: banner.bottom
            anchors.bottom: parent.bottom
            anchors.left: parent.left
            anchors.right: side.left
        }

        SideColumn {
            id: side
            display: window.display
            anchors.top: banner.bottom
            anchors.bottom: parent.bottom
            anchors.right: parent.right
            width: Math.round(parent.width / 3)
        }

        CallPanel {
            display: window.display
            anchors.fill: parent
        }
    }
}
