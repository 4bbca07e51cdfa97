"""What our Qt programs share: looks and words for QML, icons, typeface, background work, messages."""

from common.qt.lasting import make_constants_last

make_constants_last()
