pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    title: kiosk.checkIn.title

    Column {
        width: parent.width

        Repeater {
            model: page.kiosk.checkIn.lines

            SummaryLine {
                width: parent ? parent.width : 0
                onTapped: page.kiosk.checkIn.change(step)
            }
        }
    }

    foot: PushButton {
        objectName: "confirm-check-in"
        width: parent.width
        height: 160
        kind: Touchable.Main
        icon: "check"
        available: !page.kiosk.checkIn.running
        text: Words.text["confirm-check-in"]
        onTapped: page.kiosk.checkIn.check_in()
    }
}
