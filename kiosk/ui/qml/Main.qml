import QtQuick
import QtQuick.Templates as T
import Mostrador.Base
import Mostrador.Kiosk
import "controls"

// The window: a stage in the design's own pixels, scaled to whatever screen there is.
Window {
    id: window

    required property Kiosk kiosk
    readonly property bool landscape: width > height
    readonly property real unit: landscape ? Math.min(height / 1080, width / 1680) : Math.min(width / 1080, height / 1680)

    objectName: "kiosk-window"
    title: Theme.organisation
    color: Theme.paper

    Item {
        id: stage
        width: window.width / window.unit
        height: window.height / window.unit
        scale: window.unit
        transformOrigin: Item.TopLeft

        T.StackView {
            id: pages
            objectName: "pages"
            anchors.fill: parent
            anchors.bottomMargin: bar.height
            enabled: !busy && !help.shown && !idle.shown && !veil.shown
            focus: true
            clip: busy
            Component.onCompleted: replaceCurrentItem(window.kiosk.pageUrl, {
                kiosk: window.kiosk
            }, T.StackView.Immediate)

            pushEnter: Transition {
                XAnimator {
                    from: pages.width
                    to: 0
                    duration: Theme.slide
                    easing.type: Easing.OutCubic
                }
            }
            pushExit: Transition {
                XAnimator {
                    from: 0
                    to: -pages.width
                    duration: Theme.slide
                    easing.type: Easing.OutCubic
                }
            }
            popEnter: Transition {
                XAnimator {
                    from: -pages.width
                    to: 0
                    duration: Theme.slide
                    easing.type: Easing.OutCubic
                }
            }
            popExit: Transition {
                XAnimator {
                    from: 0
                    to: pages.width
                    duration: Theme.slide
                    easing.type: Easing.OutCubic
                }
            }
        }

        Connections {
            target: window.kiosk

            function onPageChanged() {
                pages.replaceCurrentItem(window.kiosk.pageUrl, {
                    kiosk: window.kiosk
                }, window.kiosk.forward ? T.StackView.PushTransition : T.StackView.PopTransition);
            }
        }

        WorkVeil {
            id: veil
            anchors.bottomMargin: bar.height
            work: window.kiosk.work
        }

        HelpPanel {
            id: help
            anchors.bottomMargin: bar.height
            shell: window.kiosk.shell
        }

        BottomBar {
            id: bar
            objectName: "bottom-bar"
            shell: window.kiosk.shell
            enabled: !idle.shown
            width: parent.width
            height: Math.max(112, implicitHeight)
            anchors.bottom: parent.bottom
        }

        IdlePanel {
            id: idle
            shell: window.kiosk.shell
        }
    }
}
