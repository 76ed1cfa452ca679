"""Whether the audit log is what was written: its hashes, places, dates and anchors. Reads only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from . import audit_anchor, audit_chain
from .audit_anchor import Anchor
from .models import AuditEvent

PAGE = 5_000
# Ids and dates are given at the same moment, so a later id with an earlier date is forged; servers' clocks
# may differ by no more than this.
CLOCKS_DIFFER = timedelta(hours=1)
# An event is dated when it is written and seen when its act commits; no act stays open for longer.
LONGEST_ACT = timedelta(hours=24)
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: sealed events that hold, and the first event that does not, with the reason.

    A wrong date alone breaks no hash, as one of a wrong clock does not: what lies behind it is verified, too.
    `broken_at` is its place in the chain; an unsealed event has none and is named by `event_id`.
    """

    checked: int
    broken_at: int | None = None
    reason: str = ""
    event_id: int | None = None
    anchors: int = 0

    @property
    def holds(self) -> bool:
        return not self.reason

    @property
    def named(self) -> str:
        """The event that does not hold, in words."""
        return f"Event {self.broken_at}" if self.broken_at is not None else f"Unsealed event {self.event_id}"


class _Broken(Exception):
    def __init__(self, reason: str, *, at: int | None = None, event_id: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.at, self.event_id = reason, at, event_id


def verify(given: Iterable[Anchor] = (), *, progress: Callable[[int], None] | None = None) -> Verdict:
    """Recompute the chain from its beginning and hold it against the anchors in storage and those `given`.

    `progress` is told now and then how many events were found to hold.

    Anchors are read first: what is sealed meanwhile cannot look cut off. Pages are read one by one, so
    neither writers nor the sealer wait for a verification, nor two verifications for each other.
    """
    walk = _Walk()
    try:
        for anchor in audit_anchor.newest():
            walk.expect(anchor)
        for anchor in given:
            audit_anchor.check(anchor)
            walk.expect(anchor)
        for row in _sealed():
            walk.follow(row)
            if progress and walk.sequence % PAGE == 0:
                progress(walk.sequence)
        walk.end()
        for row in _waiting():
            walk.wait(row)
    except _Broken as broken:
        return walk.verdict(broken)
    except audit_anchor.AnchorRefused as refused:
        return Verdict(0, refused.sequence, str(refused), None, len(walk.anchors))
    return walk.verdict()


@dataclass
class _Walk:
    """Where the walk along the chain stands."""

    sequence: int = 0
    head: str = audit_chain.GENESIS
    latest: datetime = EARLIEST
    top_id: int = 0
    anchored: int = 0
    anchors: dict[int, list[Anchor]] = field(default_factory=lambda: defaultdict(list))
    now: datetime = field(default_factory=timezone.now)
    misdated: _Broken | None = None

    def expect(self, anchor: Anchor) -> None:
        """Take an anchor whose signature was found to hold."""
        self.anchors[anchor.sequence].append(anchor)

    def follow(self, row: tuple) -> None:
        pk, sequence, previous, digest, *content = row
        place = self.sequence + 1
        if sequence != place:
            raise _Broken(f"it is missing, event {sequence} stands in its place", at=place)
        if previous != self.head:
            raise _Broken("it does not continue the event before it", at=place)
        if digest != audit_chain.chain_hash(previous, place, content):
            raise _Broken("its content is not what was sealed", at=place)
        self._look_at_date(pk, content[0], at=place)
        if place in self.anchors:
            self._compare(place, digest)
        self.sequence, self.head = place, digest

    def end(self) -> None:
        """After the last sealed event: what an anchor signed must not lie beyond it."""
        beyond = [anchor for place in self.anchors if place > self.sequence for anchor in self.anchors[place]]
        if beyond:
            furthest = max(beyond, key=lambda anchor: anchor.sequence)
            raise _Broken(
                f"it was cut off: the anchor of {furthest.at} signed {furthest.sequence} events",
                at=self.sequence + 1,
            )

    def wait(self, row: tuple) -> None:
        """An event that is not sealed yet: it has no hash, and its date fits its place."""
        pk, previous, digest, occurred_at = row
        if previous or digest:
            raise _Broken("it carries a hash without a place in the chain", event_id=pk)
        self._look_at_date(pk, occurred_at, event_id=pk)

    def verdict(self, broken: _Broken | None = None) -> Verdict:
        """What came of the walk, which ended at `broken` or at its end."""
        first = self.misdated or broken
        if first is None:
            return Verdict(self.sequence, anchors=len(self.anchors))
        found = Verdict(self.sequence, first.at, first.reason, first.event_id, len(self.anchors))
        if broken is None or broken is first:
            return found
        second = Verdict(self.sequence, broken.at, broken.reason, broken.event_id)
        return replace(found, reason=f"{first.reason}. {second.named} does not hold either: {broken.reason}")

    def _look_at_date(self, pk: int, occurred_at: datetime, **which: int) -> None:
        """Keep the first event whose date is wrong, and go on."""
        wrong = self._wrong_date(pk, occurred_at)
        if wrong and self.misdated is None:
            self.misdated = _Broken(wrong, **which)

    def _wrong_date(self, pk: int, occurred_at: datetime) -> str:
        """What is wrong with the date of the next event; empty if nothing is."""
        allowed = CLOCKS_DIFFER if pk > self.top_id else LONGEST_ACT
        if occurred_at < self.latest and self.latest - occurred_at > allowed:
            return f"it was put in later: dated {_shown(occurred_at)}, after events of {_shown(self.latest)}"
        if occurred_at - self.now > CLOCKS_DIFFER:
            return f"it is dated {_shown(occurred_at)}, which has not come yet"
        self.latest = max(self.latest, occurred_at)
        self.top_id = max(self.top_id, pk)
        return ""

    def _compare(self, place: int, digest: str) -> None:
        for anchor in self.anchors[place]:
            if anchor.hash != digest:
                first = self.anchored + 1
                raise _Broken(
                    f"the chain was rebuilt from here or later: the anchor of {anchor.at} signed another "
                    f"event {place}, and none before it goes beyond event {self.anchored}",
                    at=first,
                )
        self.anchored = place


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _sealed() -> Iterator[tuple]:
    """The sealed events in order, a page at a time."""
    names = ("id", "sequence", "previous_hash", "hash", *audit_chain.SEALED_FIELDS)
    events = AuditEvent.objects.order_by("sequence").values_list(*names)
    following = 0
    while page := list(events.filter(sequence__gte=following)[:PAGE]):
        yield from page
        following = page[-1][1] + 1


def _waiting() -> Iterator[tuple]:
    """What is not sealed yet, in the order in which it will be."""
    events = AuditEvent.objects.filter(sequence=None).order_by("id")
    rows, last = events.values_list("id", "previous_hash", "hash", "occurred_at"), -(2**63)
    while page := list(rows.filter(id__gt=last)[:PAGE]):
        yield from page
        last = page[-1][0]
