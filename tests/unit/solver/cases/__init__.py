"""Verdicts written by hand: for each rule, tiny plans that it accepts and plans that it rejects."""
