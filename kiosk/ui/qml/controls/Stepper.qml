import QtQuick
import Mostrador.Base

// How many came together: one fewer, the number, one more.
Rectangle {
    id: stepper

    property string text: ""
    property bool canBeFewer: true
    property bool canBeMore: true
    property real most: 0 // never wider than this

    signal fewer
    signal more

    implicitHeight: Math.max(Theme.target, label.height + 32)
    width: Math.min(most, Math.ceil(metrics.advanceWidth) + 4 + 2 * (Theme.target + 16) + 16)
    radius: Theme.radius
    color: Theme.accentSoft
    border.width: 4
    border.color: Theme.accent

    TextMetrics {
        id: metrics
        font: label.font
        text: stepper.text
    }

    Touchable {
        objectName: "people-fewer"
        anchors.left: parent.left
        height: parent.height
        width: Theme.target + 8
        kind: Touchable.Quiet
        available: stepper.canBeFewer
        spoken: Words.text["besides-people-fewer"]
        onTapped: stepper.fewer()

        Icon {
            anchors.centerIn: parent
            name: "minus"
            colour: Theme.accent
            size: 48
        }
    }

    Label {
        id: label
        objectName: "people-count"
        anchors.centerIn: parent
        width: stepper.width - 2 * (Theme.target + 16)
        horizontalAlignment: Text.AlignHCenter
        text: stepper.text
        font.pixelSize: Theme.secondarySize
        font.weight: Font.DemiBold
        lineHeight: 1.05
    }

    Touchable {
        objectName: "people-more"
        anchors.right: parent.right
        height: parent.height
        width: Theme.target + 8
        kind: Touchable.Quiet
        available: stepper.canBeMore
        spoken: Words.text["besides-people-more"]
        onTapped: stepper.more()

        Icon {
            anchors.centerIn: parent
            name: "plus"
            colour: Theme.accent
            size: 48
        }
    }
}
