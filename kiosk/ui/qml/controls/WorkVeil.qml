import QtQuick
import Mostrador.Base

// Says what is being done once it lasts longer than 400 ms; touches wait meanwhile.
Panel {
    id: veil

    property string work: ""

    shown: late.elapsed
    onWorkChanged: late.elapsed = false

    Timer {
        id: late
        property bool elapsed: false
        interval: 400
        running: veil.work !== ""
        onTriggered: elapsed = true
    }

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.margin
        spacing: Theme.gapWide

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "loader-circle"
            colour: Theme.accent
            size: 96

            RotationAnimator on rotation {
                from: 0
                to: 360
                duration: 1200
                loops: Animation.Infinite
                running: veil.visible && !Theme.reducedMotion
            }
        }

        Label {
            objectName: "work"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: veil.work === "" ? Words.text["one-moment"] : veil.work
            font.weight: Font.DemiBold
        }
    }
}
