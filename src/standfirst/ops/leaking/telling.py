"""What `standfirst leaks` prints."""

import json
import logging
from dataclasses import asdict

from standfirst.kernel.errors import InputError
from standfirst.ops.leaking.looking import LINKS, Leak, Report, look
from standfirst.ops.leaking.surfaces import SURFACES

LEAKS_MAX = 50


def tell(*, only: list[str], is_quiet: bool, as_json: bool) -> int:
    """Looks and prints; gives the exit code. Raises InputError for a surface that is none."""
    names = {row.name for row in SURFACES} | {LINKS}
    if unknown := set(only) - names:
        raise InputError(
            f"There is no surface {sorted(unknown)[0]!r}.",
            help=f"There are: {'; '.join(sorted(names))}.",
            code="no_such_surface",
        )
    logging.disable(logging.CRITICAL)
    try:
        report = look(only)
    finally:
        logging.disable(logging.NOTSET)
    if as_json:
        print(json.dumps(as_data(report), indent=2, ensure_ascii=False))
    else:
        print("\n".join([*([] if is_quiet else table(report)), *findings(report)]))
    return 0 if report.is_clean else 1


def table(report: Report) -> list[str]:
    """Surface × reader, the readers named by letters."""
    letters = [chr(ord("A") + place) for place in range(len(report.outsiders))]
    lines = [f"{report.pieces} articles and drafts, {report.phrases} locked phrases", ""]
    for letter, one in zip(letters, report.outsiders, strict=True):
        lines.append(f"  {letter}  {one.name:34} {one.kind}")
    lines += ["", f"{'surface':20}" + "".join(f"{letter:>9}" for letter in letters)]
    for surface, why in report.surfaces.items():
        cells = [_cell(report, surface, one.name) for one in report.outsiders]
        lines.append(f"{surface:20}" + (f"  not looked at: {why}" if why else "".join(cells)))
    return [*lines, ""]


def _cell(report: Report, surface: str, outsider: str) -> str:
    leaks = sum(leak.surface == surface and leak.outsider == outsider for leak in report.leaks)
    pages = report.asked[surface, outsider]
    told = f"LEAK {leaks}" if leaks else f"ok {pages}" if pages else "none"
    return f"{told:>9}"


def findings(report: Report) -> list[str]:
    """A line for each leak and each fault, and one that sums up."""
    lines = [line for leak in report.leaks[:LEAKS_MAX] for line in _leak(leak)]
    if len(report.leaks) > LEAKS_MAX:
        lines.append(f"… and {len(report.leaks) - LEAKS_MAX} more")
    lines += [f"FAULT {fault}" for fault in report.faults]
    pages = sum(report.asked.values())
    if report.is_clean:
        return [f"Nothing locked was found on {pages} pages."]
    return [*lines, f"{len(report.leaks)} leaks and {len(report.faults)} faults on {pages} pages."]


def _leak(leak: Leak) -> list[str]:
    return [
        f"LEAK  {leak.request}, as {leak.outsider}, in the {leak.place}",
        f"      {leak.phrase!r} of {leak.piece}",
    ]


def as_data(report: Report) -> dict[str, object]:
    """The report for machines."""
    return {
        "clean": report.is_clean,
        "readers": [{"name": one.name, "kind": one.kind} for one in report.outsiders],
        "surfaces": [
            {"surface": surface, "reader": outsider, "pages": pages}
            for (surface, outsider), pages in report.asked.items()
        ],
        "left_out": {name: why for name, why in report.surfaces.items() if why},
        "leaks": [asdict(leak) for leak in report.leaks],
        "faults": report.faults,
    }
