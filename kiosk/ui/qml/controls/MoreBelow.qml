import QtQuick
import Mostrador.Base

// Says that a list goes on below what is seen; a touch brings the rest.
PushButton {
    id: more

    required property Flickable flickable

    objectName: visible ? "more-below" : ""
    visible: flickable.contentHeight > flickable.height + 2 && !flickable.atYEnd
    anchors.bottom: parent ? parent.bottom : undefined
    anchors.right: parent ? parent.right : undefined
    icon: "chevron-down"
    text: Words.text["more-below"]
    textSize: Theme.secondarySize
    padding: 32
    height: Theme.target
    onTapped: flickable.contentY = Math.min(flickable.contentHeight - flickable.height, flickable.contentY + flickable.height * 0.8)
}
