"""The style sheets and modules of the pages: read once, answered by name, kept by browsers by content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import Anyone, ClosedDoor
from config.bilingual import Bilingual

FOLDER = Path(__file__).parents[1] / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
NOT_HERE = Bilingual("没有这个文件。", "There is no such file.")


@dataclass(frozen=True, slots=True)
class StaticFile:
    content: bytes
    media_type: str
    mark: str


class StaticFiles:
    """The files of one folder in memory; nothing outside it can be asked for."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            file.name: StaticFile(
                content := file.read_bytes(),
                TYPES[file.suffix],
                hashlib.sha256(content).hexdigest()[:12],
            )
            for file in sorted(folder.iterdir())
            if file.suffix in TYPES
        }

    def get(self, name: str) -> StaticFile | None:
        return self._files.get(name)

    def address(self, name: str) -> str:
        """Where a template finds the file; changes with its content, so browsers may keep it for good."""
        return f"/static/{name}?v={self._files[name].mark}"


router = APIRouter()


@router.get("/static/{name}")
def static_file(visit: Anyone, name: str, v: str = "") -> Response:
    files: StaticFiles = visit.request.app.state.static
    found = files.get(name)
    if found is None:
        raise ClosedDoor(404, NOT_HERE)
    kept = "public, max-age=31536000, immutable" if v == found.mark else "no-cache"
    return Response(found.content, media_type=found.media_type, headers={"cache-control": kept})
