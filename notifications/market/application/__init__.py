"""Deeds of the market officer: keep the register, sweep it, preview reminders, send them once."""
