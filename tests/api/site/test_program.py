"""The service as a program: ready, healthy, quick to end, the same again after a restart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import requests

from common.clients.stream import Beat, JournalStream
from common.ids import new_id
from tests.api.site.asking import raw, waiting
from tests.api.site.running import SiteProcess


def test_it_ends_within_two_seconds_although_somebody_follows(
    start_process: Callable[..., SiteProcess],
) -> None:
    site = start_process()
    kiosk = site.local()
    seen, beats = threading.Event(), []

    def follow() -> None:
        def on_item(item: object) -> None:
            if isinstance(item, Beat):
                beats.append(item)
                seen.set()

        stream.follow_forever(stop, on_item, lambda _: None)

    stop, stream = threading.Event(), JournalStream(site.url, kiosk.token)
    follower = threading.Thread(target=follow)
    follower.start()
    assert seen.wait(10)
    waiting(kiosk)
    began = time.monotonic()
    status = site.stop()
    took = time.monotonic() - began
    stop.set()
    stream.stop()
    follower.join()
    assert status == 0 and took < 2.0, site.log
    assert "Traceback" not in site.log


def test_a_start_after_a_long_day_uses_a_snapshot_and_knows_everybody(
    start_process: Callable[..., SiteProcess],
) -> None:
    site = start_process()
    kiosk = site.local()
    places = [waiting(kiosk, f"Guest {n}") for n in range(120)]
    assert site.stop() == 0
    site.start()
    kiosk = site.local()
    assert kiosk.visit(places[0].id).name == "Guest" and kiosk.visit(places[119].id).ahead == 119
    assert waiting(kiosk, "Next").number == "A121"
    assert site.stop() == 0


def test_figures_and_health_need_no_token(start_process: Callable[..., SiteProcess]) -> None:
    site = start_process()
    waiting(site.local())
    health = requests.get(f"{site.url}/healthz", timeout=5).json()
    assert health["status"] == "ok" and health["sequence"] == 2 and health["desk"]["behind_entries"] == 0
    figures = requests.get(f"{site.url}/metrics", timeout=5).text
    assert "mostrador_site_waiting 1.0" in figures
    assert 'mostrador_site_requests_total{route="/api/v1/visits",status="201"} 1.0' in figures
    answer = raw(site.local(), "POST", "/api/v1/visits", json={"id": new_id(), "service": "phone"})
    assert answer.json()["number"] == "B001" and answer.json()["name"] == "B001", "nobody has to say a name"


def test_the_log_is_json_and_names_nobody(start_process: Callable[..., SiteProcess]) -> None:
    site = start_process(MOSTRADOR_LOG_LEVEL="debug")
    kiosk = site.local()
    waiting(kiosk, "Quetzalcoatl Unusual")
    raw(kiosk, "POST", "/api/v1/visits", data=b"{Quetzalcoatl")
    site.stop()
    assert "Quetzalcoatl" not in site.log and kiosk.token not in site.log
    assert all(line.startswith("{") for line in site.log.splitlines())
