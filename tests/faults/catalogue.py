"""Every scenario by its name, in the order in which they are run."""

from dataclasses import dataclass

from tests.faults import disk_scenarios, filing_scenarios, scenarios
from tests.faults.installation import ENGINES
from tests.faults.scenarios import Scenario, Trial

__all__ = ["FILING", "SCENARIOS", "Fault", "Trial"]


@dataclass(frozen=True)
class Fault:
    name: str
    strike: Scenario
    engines: tuple[str, ...] = ENGINES


SCENARIOS = (
    Fault("kill-broker", scenarios.kill_broker),
    Fault("flush-broker", scenarios.flush_broker),
    Fault("restart-database", scenarios.restart_database, ("postgresql",)),
    Fault("deliver-three-times", scenarios.deliver_three_times),
    Fault("fill-disk", disk_scenarios.fill_disk),
    Fault("fill-disk-of-command", disk_scenarios.fill_disk_of_command),
    Fault("alter-records", disk_scenarios.alter_records),
    Fault("kill-child", scenarios.kill_child),
    Fault("freeze-broker", scenarios.freeze_broker),
    Fault("kill-worker", scenarios.kill_worker),
)

FILING = {
    "freeze-broker": filing_scenarios.freeze_broker,
    "stop-broker": filing_scenarios.stop_broker,
    "kill-broker": filing_scenarios.kill_broker,
    "kill-web-workers": filing_scenarios.kill_web_workers,
    "restart-database": filing_scenarios.restart_database,
    "fill-disk": filing_scenarios.fill_disk,
    "alternate": filing_scenarios.alternate,
}
"""What strikes the site while claims are filed."""
