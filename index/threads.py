"""How many threads a model may use on this machine."""

from __future__ import annotations

import os
from pathlib import Path


def available_threads() -> int:
    """The physical cores among the CPUs that this process may run on, 1 or more.

    Matrix products fill a core's arithmetic units, so its second hardware thread adds nothing.
    Where the system does not say which CPUs share a core, each counts.
    """
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    cpus = os.sched_getaffinity(0)
    return len({_core(cpu) for cpu in cpus}) or 1


def _core(cpu: int) -> str:
    """What names the core of `cpu`: the list of the CPUs on it."""
    siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    try:
        return siblings.read_text(encoding="ascii").strip()
    except OSError:
        return str(cpu)
