import QtQuick
import Mostrador.Base
import "../controls"

PageFrame {
    title: Words.text["unready-title"]
    lead: Words.text["unready-lead"]
    ownTop: true

    heading: Image {
        source: Theme.logo
        height: Theme.target
        sourceSize.height: Theme.target * 2
        fillMode: Image.PreserveAspectFit
        mipmap: true
    }

    aside: Icon {
        name: "hourglass"
        colour: Theme.accent
        size: 160
    }
}
