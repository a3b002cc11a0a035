"""The texts: templates filled with facts, signed, counted; the same facts always give the same text."""

from notifications.domain.wording.composing import Composed, Office, Wording

__all__ = ["Composed", "Office", "Wording"]
