pragma ComponentBehavior: Bound

import QtQuick
import Mostrador.Base
import Mostrador.Kiosk

// A plain calm page: how to get a person. It lies over the page, so that nothing is lost.
Panel {
    id: panel

    required property Shell shell
    readonly property bool landscape: width > height

    shown: shell.helping

    Column {
        id: head
        x: Theme.margin
        y: panel.landscape ? 96 : 120
        width: panel.landscape ? Math.round(parent.width * 0.34) : parent.width - 2 * Theme.margin
        spacing: 20

        Icon {
            name: "hand"
            colour: Theme.accent
            size: 96
        }

        Label {
            objectName: panel.visible ? "help-title" : ""
            width: parent.width
            text: Words.text["help-title"]
            font.pixelSize: Theme.titleSize
            font.weight: Font.Bold
            lineHeight: 1.05
            Accessible.role: Accessible.Heading
        }

        Label {
            width: parent.width
            text: Words.text["help-lead"]
            color: Theme.inkSoft
            font.pixelSize: Theme.secondarySize
        }

        Label {
            objectName: visible && panel.visible ? "help-rule" : ""
            visible: panel.landscape
            topPadding: Theme.gap
            width: parent.width
            text: panel.shell.rule
            font.pixelSize: Theme.secondarySize
        }
    }

    Flickable {
        id: ways
        x: panel.landscape ? head.x + head.width + 96 : Theme.margin
        y: panel.landscape ? head.y : head.y + head.height + 72
        width: parent.width - x - Theme.margin
        height: close.y - y - Theme.gap
        contentHeight: lines.height
        clip: contentHeight > height
        interactive: clip
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: lines
            width: parent.width
            spacing: panel.landscape ? 32 : Theme.gapWide

            Repeater {
                model: ["help-colleague", "help-wave", "help-screen", "help-kept"]

                Row {
                    id: line
                    required property string modelData
                    required property int index
                    width: parent ? parent.width : 0
                    spacing: 32

                    Icon {
                        name: ["users-round", "hand-helping", "a-large-small", "circle-check"][line.index]
                        colour: Theme.accent
                        size: 56
                    }

                    Label {
                        width: line.width - 88
                        text: Words.text[line.modelData]
                    }
                }
            }

            Row {
                width: parent.width
                visible: !panel.landscape
                spacing: 32

                Icon {
                    name: "list"
                    colour: Theme.accent
                    size: 56
                }

                Label {
                    objectName: visible && panel.visible ? "help-rule" : ""
                    width: parent.width - 88
                    text: panel.shell.rule
                }
            }
        }
    }

    MoreBelow {
        anchors.bottom: ways.bottom
        anchors.right: ways.right
        flickable: ways
    }

    PushButton {
        id: close
        objectName: "help-close"
        kind: Touchable.Main
        x: panel.landscape ? head.x + head.width + 96 : Theme.margin
        y: parent.height - height - Theme.gapWide
        width: parent.width - x - Theme.margin
        height: 120
        text: Words.text["help-close"]
        onTapped: panel.shell.close_help()
    }
}
