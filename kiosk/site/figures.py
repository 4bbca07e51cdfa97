"""Figures for /metrics, in the format of Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class Figures:
    """The service's own registry: nothing of the process's other parts gets in."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "mostrador_site_requests",
            "Answers by route and status.",
            ["route", "status"],
            registry=self._registry,
        )
        self.sequence = Gauge("mostrador_site_sequence", "The journal's last entry.", registry=self._registry)
        self.waiting = Gauge("mostrador_site_waiting", "Visitors waiting.", registry=self._registry)
        self.counters = Gauge("mostrador_site_counters", "Open counters.", registry=self._registry)
        self.followers = Gauge(
            "mostrador_site_followers", "Followers of the journal.", registry=self._registry
        )
        self.desk_in_touch = Gauge(
            "mostrador_site_desk_in_touch", "1: the desk answers.", registry=self._registry
        )
        self.desk_behind = Gauge(
            "mostrador_site_desk_behind_entries",
            "Entries that the desk does not hold yet.",
            registry=self._registry,
        )
        self.standby_in_touch = Gauge(
            "mostrador_site_standby_in_touch",
            "1: answers wait until the standby has them.",
            registry=self._registry,
        )
        self.standby_behind = Gauge(
            "mostrador_site_standby_behind_entries",
            "Entries that the standby does not have yet.",
            registry=self._registry,
        )
        self.term = Gauge("mostrador_site_term", "How often a standby took over.", registry=self._registry)
        self.commits = Histogram(
            "mostrador_site_commit_seconds",
            "Time of a transaction.",
            buckets=BUCKETS,
            registry=self._registry,
        )

    def seen(self, route: str, status: int) -> None:
        self._requests.labels(route, status).inc()

    def text(self) -> bytes:
        return generate_latest(self._registry)
