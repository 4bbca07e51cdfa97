pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base

Row {
    id: dots

    property int at: 0
    property int count: 0
    property string spoken: ""

    spacing: 16
    Accessible.role: Accessible.Indicator
    Accessible.name: spoken
    Accessible.ignored: count === 0

    Repeater {
        model: dots.count

        Rectangle {
            required property int index
            anchors.verticalCenter: parent ? parent.verticalCenter : undefined
            width: index === dots.at ? 48 : 16
            height: 16
            radius: 8
            color: index === dots.at ? Theme.accent : index < dots.at ? Theme.accent : "transparent"
            border.width: index > dots.at ? 2 : 0
            border.color: Theme.hairline
        }
    }
}
