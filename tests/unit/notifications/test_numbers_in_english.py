"""Numbers of a contact, as an import shows them old → new, carry the marks of the reader's language."""

from __future__ import annotations

from notifications.application.party_previewing import _same


def test_since_when_a_number_holds_is_written_in_the_readers_language() -> None:
    shown = _same("154 0001 0001、154 0001 0002（2026-01-01起）")
    assert shown.zh == "154 0001 0001、154 0001 0002（2026-01-01起）"
    assert shown.en == "154 0001 0001, 154 0001 0002 (from 2026-01-01)"
