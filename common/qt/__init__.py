"""What our Qt programs share: looks and words for QML, icons, typeface, background work, messages."""

from common.qt.lasting import make_bools_last

make_bools_last()
