"""For an office that must send by a platform of its own: the texts leave in a workbook that a person takes there.

What the platform says of them, and the replies, come back as tables. Nothing leaves by itself: each workbook is
made when a person asks for it, from what still holds at that moment, so that no stale text lies in a folder.
"""
