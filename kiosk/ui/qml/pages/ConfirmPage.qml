pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    id: page

    tall: true
    title: kiosk.checkIn.title

    aside: BesidesPanel {
        width: parent.width
        visible: page.landscape
        height: visible ? implicitHeight : 0
        bottomPadding: 8
        besides: page.kiosk.besides
    }

    Flickable {
        id: view
        anchors.fill: parent
        contentHeight: lines.height
        clip: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: lines
            width: parent.width

            Repeater {
                model: page.kiosk.checkIn.lines

                SummaryLine {
                    width: lines.width
                    onTapped: page.kiosk.checkIn.change(step)
                }
            }

            // upright below the answers, lying beside them, where there is room for it
            BesidesPanel {
                width: lines.width
                visible: !page.landscape
                topPadding: Theme.gapWide
                bottomPadding: 8
                besides: page.kiosk.besides
            }
        }
    }

    MoreBelow {
        flickable: view
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
