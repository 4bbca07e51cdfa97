import QtQuick
import Mostrador.Base
import "../controls"

// What fills the large part while nobody is called: a welcome, a time to come back, one moment.
Column {
    id: greeting

    required property string title
    required property string lead
    property bool withSteps: false

    topPadding: Theme.gapWide
    spacing: 40

    Label {
        width: greeting.width
        text: greeting.title
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.titleSize
        font.pixelSize: Theme.numberSize * 1.4
        font.weight: Font.Bold
        lineHeight: 1
    }

    Label {
        width: greeting.width
        text: greeting.lead
        color: Theme.inkSoft
        font.pixelSize: Theme.titleSize * 0.8
    }

    Column {
        visible: greeting.withSteps
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
                    width: 88
                    height: 88
                    radius: Theme.radius
                    color: Theme.accentSoft

                    Icon {
                        anchors.centerIn: parent
                        name: step.modelData.icon
                        colour: Theme.accent
                        size: 48
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
