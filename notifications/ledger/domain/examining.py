"""Examines a ledger: whether every entry is as it was sealed, and the chain reaches where it once did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from notifications.ledger.domain.chain import Head, beginning, linked
from notifications.ledger.domain.entry import Deed, Entry, is_whole


class Flaw(StrEnum):
    """What is wrong with a ledger."""

    MISSING = "missing"
    ALTERED = "altered"
    CONTENT_ALTERED = "content altered"
    CONTENT_GONE = "content gone"
    SEAL_ALTERED = "seal altered"
    CUT_OFF = "cut off"
    HEAD_UNKNOWN = "head unknown"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw: the entry's position if it is or was sealed, its id if it is still there.

    `since` is the last position up to which an exported head still fits.
    """

    flaw: Flaw
    position: int | None = None
    entry_id: str | None = None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found: how many entries are sealed, not yet sealed, erased; the first broken entry; the tail.

    `broken` is the first entry that is not as it was sealed, `heads` what does not fit the heads known.
    """

    sealed: int
    unsealed: int
    unsealed_since: datetime | None
    erased: int
    broken: Finding | None
    heads: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong; entries not yet sealed are no flaw."""
        return self.broken is None and not self.heads


@dataclass(slots=True)
class _Walk:
    """One walk along the chain, entry after entry."""

    before: str
    at: int = 0
    erased: int = 0
    unsealed: int = 0
    unsealed_since: datetime | None = None
    broken: list[Finding] = field(default_factory=list)
    gone: dict[str, Finding] = field(default_factory=dict)
    put_on_record: set[str] = field(default_factory=set)
    passed: dict[int, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


def examine(
    district_id: str, entries: Iterable[Entry], seal: Head | None, known: Sequence[Head] = ()
) -> Examination:
    """Examine a whole ledger: its entries by position, the unsealed ones last; its seal; heads kept elsewhere."""
    walk = _Walk(beginning(district_id).head)
    wanted = {head.position for head in known} | {seal.position if seal else None}
    heads = {head.head for head in known if head.position is None}
    for entry in entries:
        _content(walk, entry)
        if entry.position is None:
            _unsealed(walk, entry)
            continue
        _step(walk, entry)
        if entry.position in wanted:
            walk.passed[entry.position] = walk.before
        if walk.before in heads:
            walk.seen.add(walk.before)
    walk.passed[0] = beginning(district_id).head
    walk.broken += [finding for entry_id, finding in walk.gone.items() if entry_id not in walk.put_on_record]
    walk.broken += _against_the_seal(walk, seal)
    return Examination(
        sealed=walk.at,
        unsealed=walk.unsealed,
        unsealed_since=walk.unsealed_since,
        erased=walk.erased,
        broken=min(walk.broken, key=_place, default=None),
        heads=tuple(_against_the_known(walk, known)),
    )


def examine_stretch(after: Head, entries: Iterable[Entry], seal: Head) -> Finding | None:
    """The first flaw of a chain's last stretch: its sealed entries in order, those that follow the head `after`.

    Erased contents are passed over: their record may stand anywhere, and the whole examination looks for it.
    """
    assert after.position is not None, "a stretch follows a known position"
    walk = _Walk(after.head, at=after.position)
    for entry in entries:
        _content(walk, entry)
        _step(walk, entry)
    walk.passed[walk.at] = walk.before
    walk.broken += _against_the_seal(walk, seal)
    return min(walk.broken, key=_place, default=None)


def _place(finding: Finding) -> tuple[bool, int]:
    return finding.position is None, finding.position or 0


def _unsealed(walk: _Walk, entry: Entry) -> None:
    walk.unsealed += 1
    walk.unsealed_since = min(filter(None, (walk.unsealed_since, entry.at)))
    if entry.head is not None:
        walk.broken.append(Finding(Flaw.ALTERED, None, entry.id))


def _content(walk: _Walk, entry: Entry) -> None:
    if entry.content is None and entry.salt is None:
        walk.erased += 1
        walk.gone[entry.id] = Finding(Flaw.CONTENT_GONE, entry.position, entry.id)
    elif not is_whole(entry):
        walk.broken.append(Finding(Flaw.CONTENT_ALTERED, entry.position, entry.id))
    elif entry.deed == Deed.ERASED:
        walk.put_on_record.update(entry.facts.get("entries", ()))


def _step(walk: _Walk, entry: Entry) -> None:
    """From the last position to this one; after a flaw the walk goes on from the head that stands there."""
    assert entry.position is not None, "the walk takes sealed entries"
    if entry.position != walk.at + 1:
        walk.broken.append(Finding(Flaw.MISSING, walk.at + 1))
        walk.before = entry.head or ""
    else:
        walk.before = linked(walk.before, entry.position, entry)
        if walk.before != entry.head:
            walk.broken.append(Finding(Flaw.ALTERED, entry.position, entry.id))
            walk.before = entry.head or ""
    walk.at = entry.position


def _against_the_seal(walk: _Walk, seal: Head | None) -> list[Finding]:
    """Whether the chain ends where the sealer left it."""
    end = seal.position or 0 if seal else 0
    if walk.at < end:
        return [Finding(Flaw.CUT_OFF, walk.at + 1)]
    if walk.at > end:
        return [Finding(Flaw.SEAL_ALTERED, end + 1)]
    if seal is not None and walk.passed.get(end) != seal.head:
        return [Finding(Flaw.SEAL_ALTERED, end)]
    return []


def _against_the_known(walk: _Walk, known: Sequence[Head]) -> list[Finding]:
    """What heads kept elsewhere say: a chain that ends too early was cut off, one that differs was rewritten."""
    placed = [(head.position, head.head) for head in known if head.position is not None]
    fitting = [position for position, head in placed if walk.passed.get(position) == head]
    found = []
    for position, head in sorted(placed):
        since = max((fits for fits in fitting if fits < position), default=0)
        if position > walk.at:
            found.append(Finding(Flaw.CUT_OFF, walk.at + 1, since=since))
        elif walk.passed.get(position) != head:
            found.append(Finding(Flaw.REWRITTEN, position, since=since))
    bare = {head.head for head in known if head.position is None} - walk.seen - {walk.passed[0]}
    return found + [Finding(Flaw.HEAD_UNKNOWN) for _ in sorted(bare)]
