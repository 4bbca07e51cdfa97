import QtQuick
import Mostrador.Base
import Mostrador.Kiosk

// The one layout of all pages. Upright: head, body, foot, keys below each other. Lying: head on the left, what can
// be done on the right. A page fills the slots and does not know how the screen stands.
FocusScope {
    id: frame

    required property Kiosk kiosk
    property string title: ""
    property string lead: ""
    property real titleSize: Theme.titleSize
    property bool ownTop: false
    property bool tall: typing
    property bool footBeside: typing
    default property alias body: bodySlot.data
    property alias heading: topSlot.data
    property alias aside: asideSlot.data
    property alias foot: footSlot.data
    property alias keys: keySlot.data
    readonly property bool landscape: width > height
    readonly property bool hasTop: ownTop || kiosk.canGoBack
    readonly property bool typing: keySlot.children.length > 0
    readonly property bool footLeft: landscape && footBeside
    readonly property real leftWidth: landscape ? Math.round(width * 0.34) : width - 2 * Theme.margin
    readonly property real rightX: landscape ? leftWidth + Theme.margin + 96 : Theme.margin
    readonly property real rightWidth: width - rightX - Theme.margin
    readonly property real keyHeight: landscape ? Theme.target : 88
    readonly property real bodyTop: bodySlot.y
    readonly property real footTop: footLeft ? keySlot.y : footSlot.y

    focus: true

    Rectangle {
        visible: frame.landscape
        x: frame.rightX - 48
        y: 48
        width: 2
        height: frame.height - 96
        color: Theme.divider
    }

    Item {
        id: topSlot
        x: Theme.margin
        y: frame.landscape ? 48 : 56
        width: frame.leftWidth
        height: Theme.target

        PushButton {
            objectName: "back"
            visible: frame.kiosk.canGoBack && !frame.ownTop
            x: -24
            kind: Touchable.Quiet
            icon: "chevron-left"
            text: Words.text["back"]
            textSize: Theme.secondarySize
            padding: 24
            height: Theme.target
            onTapped: frame.kiosk.back()
        }

        ProgressDots {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: !frame.ownTop
            at: frame.kiosk.dot
            count: frame.kiosk.dots
            spoken: frame.kiosk.progress
        }
    }

    Flickable {
        id: side
        x: Theme.margin
        y: frame.hasTop ? topSlot.y + topSlot.height + (frame.landscape || !frame.typing ? 56 : 40) : frame.landscape ? 96 : 120
        width: frame.leftWidth
        height: frame.landscape ? (frame.footLeft ? footSlot.y : frame.height) - Theme.gap - y : contentHeight
        contentHeight: asideSlot.y + asideSlot.height
        clip: contentHeight > height
        interactive: clip
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: head
            width: parent.width
            spacing: 20

            Label {
                objectName: "title"
                width: parent.width
                visible: text !== ""
                text: frame.title
                font.pixelSize: frame.titleSize
                font.weight: Font.Bold
                lineHeight: 1.05
                Accessible.role: Accessible.Heading
            }

            Label {
                objectName: "lead"
                width: parent.width
                visible: text !== ""
                text: frame.lead
                color: Theme.inkSoft
                font.pixelSize: Theme.secondarySize
            }
        }

        Item {
            id: asideSlot
            y: head.height + (children.length > 0 ? Theme.gapWide : 0)
            width: parent.width
            height: childrenRect.height
        }
    }

    Item {
        id: bodySlot
        x: frame.rightX
        y: frame.landscape ? (frame.tall ? 48 : side.y) : side.y + side.height + (frame.typing ? 32 : Theme.gapWide)
        width: frame.rightWidth
        height: Math.max(0, frame.footTop - y - (frame.typing || footSlot.height > 0 ? Theme.gap : 0))
    }

    Item {
        id: footSlot
        x: frame.footLeft ? Theme.margin : frame.rightX
        y: frame.footLeft ? frame.height - height - Theme.gapWide : keySlot.y - height - (height > 0 ? Theme.gap : 0)
        width: frame.footLeft ? frame.leftWidth : frame.rightWidth
        height: childrenRect.height
    }

    Item {
        id: keySlot
        x: frame.landscape ? frame.rightX : 24
        y: frame.height - height - Theme.gap
        width: frame.landscape ? frame.rightWidth : frame.width - 48
        height: childrenRect.height
    }
}
