"""The least-cost assignment of rows to columns, by augmenting paths with potentials."""

from __future__ import annotations

from collections.abc import Sequence

NEVER = 10**18


def least_cost_matching(costs: Sequence[Sequence[int]]) -> list[int]:
    """For each row its column, each column at most once, with the least sum of costs.

    There are at least as many columns as rows; equal sums go to the earlier columns.
    """
    rows, columns = len(costs), len(costs[0]) if costs else 0
    if rows > columns:
        raise ValueError(f"{rows} rows cannot be matched with {columns} columns")
    row_price, column_price = [0] * (rows + 1), [0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for row in range(1, rows + 1):
        _augment(row, costs, row_of, row_price, column_price)
    found = [-1] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            found[row_of[column] - 1] = column - 1
    return found


def _augment(
    row: int,
    costs: Sequence[Sequence[int]],
    row_of: list[int],
    row_price: list[int],
    column_price: list[int],
) -> None:
    """Bring one more row in along the cheapest path of swaps; column 0 stands for the new row."""
    columns = len(column_price) - 1
    least, previous, done = [NEVER] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
    row_of[0], at = row, 0
    while row_of[at]:
        done[at] = True
        here, step, nearest = row_of[at], NEVER, 0
        for column in range(1, columns + 1):
            if done[column]:
                continue
            reduced = costs[here - 1][column - 1] - row_price[here] - column_price[column]
            if reduced < least[column]:
                least[column], previous[column] = reduced, at
            if least[column] < step:
                step, nearest = least[column], column
        for column in range(columns + 1):
            if done[column]:
                row_price[row_of[column]] += step
                column_price[column] -= step
            else:
                least[column] -= step
        at = nearest
    while at:
        row_of[at] = row_of[previous[at]]
        at = previous[at]
