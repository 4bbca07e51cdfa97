pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base

// Four corners to aim with.
Item {
    id: frame

    Repeater {
        model: 4

        Item {
            id: corner
            required property int index
            readonly property bool atRight: index % 2 === 1
            readonly property bool atFoot: index > 1
            x: atRight ? frame.width - width : 0
            y: atFoot ? frame.height - height : 0
            width: 96
            height: 96

            Rectangle {
                y: corner.atFoot ? parent.height - height : 0
                width: parent.width
                height: 12
                radius: 6
                color: Theme.paper
                border.width: 2
                border.color: Theme.accent
            }

            Rectangle {
                x: corner.atRight ? parent.width - width : 0
                width: 12
                height: parent.height
                radius: 6
                color: Theme.paper
                border.width: 2
                border.color: Theme.accent
            }
        }
    }
}
