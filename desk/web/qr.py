"""A QR code as part of a page: an SVG drawing, black on white, with the quiet zone that readers need."""

from __future__ import annotations

from collections.abc import Sequence

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4


def qr_svg(text: str, label: str) -> Markup:
    """The drawing; `label` says to a screen reader what it is."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_runs(y, row) for y, row in enumerate(rows))
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" '
        'xmlns="http://www.w3.org/2000/svg" shape-rendering="crispEdges">'
        '<path fill="#ffffff" d="M0 0h{size}v{size}h-{size}z"/><path fill="#000000" d="{path}"/></svg>'
    ).format(label=label, size=len(rows), path=path)


def _runs(y: int, row: Sequence[bool | None]) -> str:
    """The dark stretches of one row as path commands."""
    parts, x = [], 0
    while x < len(row):
        if not row[x]:
            x += 1
            continue
        start = x
        while x < len(row) and row[x]:
            x += 1
        parts.append(f"M{start} {y}h{x - start}v1h{start - x}z")
    return "".join(parts)
