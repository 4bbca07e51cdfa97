import QtQuick
import Mostrador.Base
import Mostrador.Kiosk

// What only some have to say, as quiet choices below what everybody said.
Column {
    id: panel

    required property Besides besides

    spacing: 20

    Label {
        width: parent.width
        text: Words.text["besides-title"]
        color: Theme.inkSoft
        font.pixelSize: Theme.smallSize
    }

    Flow {
        width: parent.width
        spacing: 16

        Chip {
            objectName: panel.visible ? "besides-people" : ""
            visible: panel.besides.people === 1
            most: panel.width
            icon: "users-round"
            text: Words.text["besides-people"]
            onTapped: panel.besides.more_people()
        }

        Stepper {
            objectName: panel.visible ? "besides-stepper" : ""
            visible: panel.besides.people > 1
            most: panel.width
            text: panel.besides.peopleText
            canBeMore: panel.besides.people < panel.besides.most
            onFewer: panel.besides.fewer_people()
            onMore: panel.besides.more_people()
        }

        Chip {
            objectName: panel.visible ? "besides-further" : ""
            visible: panel.besides.serviceCount > 0
            most: panel.width
            icon: "plus"
            chosen: panel.besides.hasFurther
            text: panel.besides.furtherText
            onTapped: panel.besides.open_further()
        }

        Chip {
            objectName: panel.visible ? "besides-access" : ""
            most: panel.width
            icon: "accessibility"
            chosen: panel.besides.accessible
            text: Words.text["besides-access"]
            onTapped: panel.besides.change_access()
        }
    }
}
