import QtQuick
import Mostrador.Base
import Mostrador.Display
import "../controls"

// Two thirds of the screen: who is called now; else how to check in; else that it is closed.
Item {
    id: main

    required property Display display

    Image {
        id: logo
        anchors.top: parent.top
        anchors.topMargin: Theme.margin
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        height: Theme.titleSize
        sourceSize.height: height * 2
        fillMode: Image.PreserveAspectFit
        horizontalAlignment: Image.AlignLeft
        source: Theme.logo
    }

    // Whoever comes in while others are called must see what to do, too.
    Row {
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gapWide
        visible: main.display.page === "called" && main.display.hasRoom && !main.display.lost
        spacing: Theme.gap

        Icon {
            name: main.display.pause === "" ? "hand" : "pause"
            colour: main.display.pause === "" ? Theme.inkSoft : Theme.careful
            size: Theme.bodySize * 1.2
        }

        Label {
            objectName: "display-hint"
            width: main.width - 2 * Theme.margin - Theme.bodySize * 1.2 - Theme.gap
            text: main.display.pause || Words.text["called-hint"]
            maximumLineCount: 2
            elide: Text.ElideRight
            color: Theme.inkSoft
        }
    }

    Label {
        objectName: "display-site"
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: logo.verticalCenter
        color: Theme.inkSoft
        font.pixelSize: Theme.bodySize
        text: main.display.site
    }

    Item {
        anchors.top: logo.bottom
        anchors.topMargin: Theme.gapWide
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin

        CalledList {
            anchors.fill: parent
            visible: main.display.page === "called"
            display: main.display
        }

        Greeting {
            objectName: "display-empty"
            anchors.fill: parent
            visible: main.display.page === "empty"
            title: main.display.pause === "" ? Words.text["empty-title"] : Words.text["paused-title"]
            lead: main.display.pause || Words.text["empty-lead"]
            withSteps: !main.display.lost && main.display.pause === ""
        }

        Greeting {
            objectName: "display-closed"
            anchors.fill: parent
            visible: main.display.page === "closed"
            title: Words.text["closed-title"]
            lead: main.display.closedLead
        }

        Greeting {
            objectName: "display-starting"
            anchors.fill: parent
            visible: main.display.page === "starting"
            title: Words.text["starting-title"]
            lead: Words.text["starting-lead"]
        }
    }
}
