import QtQuick
import Mostrador.Base
import Mostrador.Devices
import "../controls"

PageFrame {
    id: page

    readonly property bool got: kiosk.passEntry.standing === "got_it"

    tall: true
    footBeside: true
    title: kiosk.passEntry.title
    lead: kiosk.cameraAvailable ? kiosk.passEntry.lead : kiosk.passEntry.leadScanner

    Rectangle {
        id: picture
        width: parent.width
        height: Math.min(parent.width, parent.height)
        radius: Theme.radius
        color: Theme.accentSoft
        clip: true
        Accessible.role: Accessible.Graphic
        Accessible.name: Words.text["pass-camera"]

        CameraView {
            id: view
            objectName: "pass-camera"
            anchors.fill: parent
            camera: page.kiosk.camera
        }

        Column {
            visible: !view.hasPicture && !page.got
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.margin
            spacing: Theme.gap

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: page.kiosk.cameraAvailable ? "camera" : "camera-off"
                colour: Theme.accent
                size: 120
            }

            Label {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: page.kiosk.cameraAvailable ? Words.text["one-moment"] : Words.text["pass-no-camera"]
            }
        }

        AimFrame {
            visible: view.hasPicture && !page.got
            anchors.centerIn: parent
            width: parent.height * 0.64
            height: width
        }

        Rectangle {
            visible: page.got
            anchors.fill: parent
            radius: Theme.radius
            color: Theme.goodSoft

            Column {
                anchors.centerIn: parent
                spacing: Theme.gap

                Icon {
                    anchors.horizontalCenter: parent.horizontalCenter
                    name: "circle-check"
                    colour: Theme.good
                    size: 200
                }

                Label {
                    objectName: page.got ? "pass-got-it" : ""
                    anchors.horizontalCenter: parent.horizontalCenter
                    text: Words.text["pass-got-it"]
                    font.pixelSize: Theme.titleSize
                    font.weight: Font.Bold
                }
            }
        }
    }

    foot: Column {
        width: parent.width
        spacing: Theme.gap

        PushButton {
            objectName: "pass-type"
            width: parent.width
            height: Math.max(120, implicitHeight)
            icon: "keyboard"
            text: Words.text["pass-type"]
            onTapped: page.kiosk.passEntry.type_instead()
        }

        PushButton {
            objectName: "pass-none"
            width: parent.width
            kind: Touchable.Quiet
            text: page.kiosk.passEntry.none
            onTapped: page.kiosk.passEntry.go_without()
        }
    }
}
