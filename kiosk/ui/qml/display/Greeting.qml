import QtQuick
import Mostrador.Base
import "../controls"

// What fills the large part while nobody is called: a welcome, a time to come back, one moment.
Column {
    id: greeting

    required property string title
    required property string lead
    property bool withSteps: false

    topPadding: Theme.margin
    spacing: Theme.gapWide

    Label {
        width: greeting.width
        text: greeting.title
        font.pixelSize: Theme.numberSize * 1.5
        font.weight: Font.Bold
        lineHeight: 1
    }

    Label {
        width: Math.min(greeting.width, 1040)
        text: greeting.lead
        color: Theme.inkSoft
        font.pixelSize: Theme.titleSize * 0.85
    }

    Column {
        visible: greeting.withSteps
        topPadding: Theme.gap
        spacing: Theme.gap

        Repeater {
            model: [
                {
                    icon: "hand",
                    words: Words.text["empty-step-touch"]
                },
                {
                    icon: "message-square",
                    words: Words.text["empty-step-say"]
                },
                {
                    icon: "armchair",
                    words: Words.text["empty-step-seat"]
                }
            ]

            Row {
                id: step
                required property var modelData
                spacing: 32

                Rectangle {
                    width: 96
                    height: 96
                    radius: Theme.radius
                    color: Theme.accentSoft

                    Icon {
                        anchors.centerIn: parent
                        name: step.modelData.icon
                        colour: Theme.accent
                        size: 56
                    }
                }

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    text: step.modelData.words
                    font.pixelSize: Theme.bodySize * 1.2
                }
            }
        }
    }
}
