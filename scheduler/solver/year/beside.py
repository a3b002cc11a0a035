"""Work beside other work, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Beside:
    """Work that goes on in a thread of its own while the block runs, or before it; what it raises is raised."""

    def __init__(self, work: Callable[[Callable[[], bool]], None], *, alone: bool) -> None:
        self._work, self._alone = work, alone
        self._over = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="year-bound", daemon=True)

    def _run(self) -> None:
        try:
            self._work(self._over.is_set)
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._failure = error

    def __enter__(self) -> None:
        self._thread.start()
        if not self._alone:
            self._thread.join()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure
