"""The lanes that texts leave by, as people call them; one that an office named itself keeps its name."""

from __future__ import annotations

from config.bilingual import Bilingual

LANE_NAMES = {
    "simulator": Bilingual("模拟器", "simulator"),
    "aliyun": Bilingual("阿里云", "Aliyun"),
    "tencent": Bilingual("腾讯云", "Tencent Cloud"),
    "twilio": Bilingual("Twilio", "Twilio"),
    "smpp": Bilingual("短信网关", "SMPP gateway"),
    "sheet": Bilingual("自有平台", "own platform"),
}


def lane_named(lane: str) -> Bilingual:
    """The lane in words."""
    return LANE_NAMES.get(lane) or Bilingual(lane, lane)
