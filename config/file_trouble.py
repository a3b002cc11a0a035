"""Why a file cannot be used, in the words of an office."""

from __future__ import annotations

import errno

from config.bilingual import Bilingual

TROUBLES = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
}


def file_trouble(error: OSError | UnicodeDecodeError) -> Bilingual:
    """What the system said of a file, in both languages; an unnamed trouble keeps its number."""
    if isinstance(error, UnicodeDecodeError):
        return Bilingual("编码不是 UTF-8", "it is not UTF-8")
    why = error.strerror or str(error)
    return Bilingual(TROUBLES.get(error.errno or 0, f"系统错误 {error.errno}"), why)
