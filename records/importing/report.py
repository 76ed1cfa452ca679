"""The words an import ends with."""

from .indicators import Report
from .names import THRESHOLD
from .service import Summary


def text(summary: Summary) -> str:
    """What became of the rows, what was found on the way, and where the rejected ones are listed."""
    head = (
        f"{'Dry run, nothing kept. ' if summary.dry_run else ''}Batch {summary.batch}, {summary.jurisdiction}"
    )
    speed = summary.counts["read"] / summary.seconds if summary.seconds else 0
    lines = [f"{head}: {summary.counts['read']:,} rows in {summary.seconds:.1f} s ({speed:,.0f} rows/s)"]
    lines += [f"  {name:<18}{count:>10,}" for name, count in summary.counts.items()]
    lines += [f"    {count:>14,}  {reason}" for reason, count in summary.rejected.most_common()]
    if summary.notes:
        lines.append("Found on the way (the rows are kept):")
        lines += [f"  {count:>16,}  {step}" for step, count in sorted(summary.notes.items())]
    if summary.new_categories:
        lines.append(f"Categories not known before, kept as their own ({len(summary.new_categories)}):")
        lines += [f"  {name}" for name in sorted(summary.new_categories)]
    lines.append(f"Rejected rows: {summary.rejects_file}")
    return "\n".join(lines)


def matching(report: Report) -> str:
    """Which names were matched, and how."""
    lines = [
        f"Figures: {report.created:,} created, {report.updated:,} updated, {report.unchanged:,} unchanged; "
        f"{report.duplicate:,} duplicate rows, {len(report.rejects):,} rejected figures or rows",
        f"Names matched exactly: {len(report.exact):,}",
        f"Matched approximately (at least {THRESHOLD} of 100): {len(report.approximate):,}",
        *(f"  {name} → {area} ({score:.0f})" for name, area, score in report.approximate),
        f"Unmatched: {len(report.unmatched):,}",
        *(f"  {name}" for name in report.unmatched),
    ]
    if report.taken_already:
        lines += [f"Matched to an area that a closer name has: {len(report.taken_already):,}"]
        lines += [f"  {name}" for name in report.taken_already]
    lines += [f"  row {r.row}, {r.column} = '{r.value}': {r.reason}" for r in report.rejects]
    return "\n".join(lines)
