"""How much memory a process and its children hold, each shared page counted in part."""

from pathlib import Path

PROC = Path("/proc")


def pss_mib(pid: int) -> float | None:
    """The proportional set size of a process and its children; None where nobody tells it."""
    if not (PROC / str(pid) / "smaps_rollup").exists():
        return None
    return sum(_pss_kib(one) for one in [pid, *descendants(pid)]) / 1024


def descendants(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    found = [child for child, parent in _parents().items() if parent == pid]
    return [*found, *(one for child in found for one in descendants(child))]


def _parents() -> dict[int, int]:
    """Every process with its parent."""
    parents = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            try:
                status = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = int(status[1])
    return parents


def _pss_kib(pid: int) -> int:
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
