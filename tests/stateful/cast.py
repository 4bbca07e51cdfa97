"""Who and what takes part in random days."""

from __future__ import annotations

from hypothesis import strategies as st

from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import CallRule

AGENTS = ("lena", "marco", "ines", "noor")
COUNTERS = ("1", "2", "3")
SERVICES = ("laptop", "phone", "setup")
VISITS = tuple(f"v{n}" for n in range(14))
PEOPLE = (None, *(f"p{n}" for n in range(8)))

visit = st.sampled_from(VISITS)
agent = st.sampled_from(AGENTS)
counter = st.sampled_from(COUNTERS)
service = st.sampled_from(SERVICES)


def site(order: CallRule, skilled: bool = False, narrow: bool = False) -> SiteSettings:
    """Three services. `skilled`: one needs a skill, one two agents. `narrow`: some take only certain ones."""
    needs, agents = (("phones",), 2) if skilled else ((), 1)
    return SiteSettings(
        services=(
            Service("laptop", "A", {"en": "laptop"}, prefers=("laptops",)),
            Service("phone", "B", {"en": "phone"}, expected_minutes=3, needs=needs),
            Service("setup", "C", {"en": "setup"}, agents=agents),
        ),
        counters=COUNTERS,
        rule=order,
        agent_services={"noor": ("phone",)} if narrow else {},
        agent_skills={"noor": ("phones",), "lena": ("phones",), "ines": ("laptops",)} if skilled else {},
        counter_services={"3": ("setup", "phone")} if narrow else {},
    )
