import QtQuick
import Mostrador.Base

// Every text of the touch screen. Plain text only: names and notes come from visitors.
Text {
    color: Theme.ink
    font.family: Theme.fontFamily
    font.pixelSize: Theme.bodySize
    font.features: ({ "tnum": 1 })
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    lineHeight: 1.15
    horizontalAlignment: Text.AlignLeft
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
