"""Why the database cannot be used, in the words of an office."""

from __future__ import annotations

from config.bilingual import Bilingual

TROUBLES = (
    ("unable to open database file", "打不开数据库文件，文件夹可能不存在或没有权限"),
    ("not a database", "这个文件不是数据库"),
    ("malformed", "数据库文件已损坏"),
    ("disk is full", "磁盘已满"),
    ("no space left", "磁盘已满"),
    ("readonly", "数据库文件只能读、不能写"),
    ("locked", "数据库正被别的程序占用"),
    ("no such table", "数据库里缺少应有的表"),
    ("password authentication failed", "用户名或口令不对"),
    ("does not exist", "服务器上没有这个数据库或用户"),
    ("connection refused", "连不上数据库服务器"),
    ("could not translate host name", "找不到数据库服务器"),
    ("failed to resolve host", "找不到数据库服务器"),
    ("timeout", "数据库服务器没有及时应答"),
    ("server closed the connection", "数据库服务器断开了连接"),
    ("terminating connection", "数据库服务器断开了连接"),
    ("connection", "与数据库服务器的连接出了问题"),
)
"""What the store says in English, by words in it, and the same in Chinese; the first that fits."""


def store_trouble(said: str) -> Bilingual:
    """The first line of what the store said, in both languages; what is unnamed stays as it was said."""
    line = next(iter(said.strip().splitlines()), "")
    found = next((zh for words, zh in TROUBLES if words in line.lower()), f"数据库报告“{line}”")
    return Bilingual(found, line)
