"""Take the manual's pictures from a tour: `python installers/pick_pictures.py tour/`, into docs/pictures/."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

CHECKOUT = Path(__file__).resolve().parent.parent
PICTURES = CHECKOUT / "docs" / "pictures"

# page of docs/pictures/README.md: title, then (name in the manual, pattern in the tour, width, what it shows)
Row = tuple[str, str, int, str]
PAGES: dict[str, tuple[Row, ...]] = {
    "Touch screen, upright": (
        ("kiosk-welcome", "kiosk-portrait-en-01-*", 420, "The first page"),
        ("kiosk-scan", "kiosk-portrait-en-02-*", 420, "The pass in front of the camera"),
        ("kiosk-recognised", "kiosk-portrait-en-03-*", 420, "The appointment is recognised"),
        ("kiosk-person", "kiosk-portrait-en-04-*", 420, "Find yourself"),
        ("kiosk-guest", "kiosk-portrait-en-05-*", 420, "Come as a guest"),
        ("kiosk-service", "kiosk-portrait-en-06-*", 420, "What it is about, with the wait"),
        ("kiosk-note", "kiosk-portrait-en-07-*", 420, "A note, if you like"),
        ("kiosk-call-as", "kiosk-portrait-en-08-*", 420, "How you are called"),
        ("kiosk-confirm", "kiosk-portrait-en-09-*walk-in", 420, "Everything once more"),
        ("kiosk-ticket", "kiosk-portrait-en-10-*walk-in", 420, "Number, wait, and the place on the phone"),
        ("kiosk-help", "kiosk-portrait-en-11-*", 420, "Help"),
        ("kiosk-welcome-es", "kiosk-portrait-es-01-*", 420, "The first page in Spanish"),
    ),
    "Touch screen, lying": (
        ("kiosk-lying-welcome", "kiosk-landscape-es-01-*", 700, "The first page"),
        ("kiosk-lying-service", "kiosk-landscape-es-06-*", 700, "What it is about"),
        ("kiosk-lying-note", "kiosk-landscape-es-07-*", 700, "A note"),
        ("kiosk-lying-ticket", "kiosk-landscape-es-10-*walk-in", 700, "Number and wait"),
    ),
    "Public screen": (
        ("display-empty", "display-01-*", 700, "Nobody is called"),
        ("display-call", "display-call-A001", 700, "A call"),
    ),
    "Console": (
        ("console-sign-in", "console-01-*", 900, "Sign in"),
        ("console", "console-record-A001-serving", 900, "Serving somebody and writing the record"),
        ("console-waiting", "console-09-*", 900, "The desk is cut off: records wait"),
    ),
    "Phone and desk": (
        ("booking-what", "booking-en-1-*", 330, "What it is about"),
        ("booking-day", "booking-en-2-*", 330, "When"),
        ("booking-pass", "booking-en-5-*", 330, "The pass"),
        ("visit", "visit-waiting-en", 330, "The place in the queue"),
        ("desk-incidents", "desk-incidents", 900, "The desk holds every incident once"),
    ),
}


def main(tour: Path) -> int:
    """Shrink what the table names, and write the page that shows them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    lines = ["# Pictures", "", "Made by `mostrador tour` and `python installers/pick_pictures.py tour/`."]
    for title, rows in PAGES.items():
        lines += ["", f"## {title}", ""]
        for name, pattern, width, shows in rows:
            source = min(tour.glob(f"{pattern}.png"))
            with Image.open(source) as picture:
                small = picture.convert("RGB").resize(
                    (width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS
                )
            small.quantize(128).save(PICTURES / f"{name}.png", optimize=True)
            lines += [f"![{shows}]({name}.png)", f"*{shows}*", ""]
    (PICTURES / "README.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
