"""What a year's targets measure, by name, with the words for each."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.domain.terms import Category

MEASURED = {
    "performances": Category.PERFORMANCE,
    "films": Category.FILM,
    "training_sessions": Category.TRAINING,
    "feature_services": Category.FEATURE,
    "books": Category.BOOKS,
    "periodicals": Category.BOOKS,
}
"""The category that each measure is about; books count volumes, periodicals titles, all others deliveries."""

MEASURE_NAMES = {
    "performances": Bilingual("演出", "performances"),
    "films": Bilingual("露天电影", "films"),
    "training_sessions": Bilingual("培训", "training"),
    "feature_services": Bilingual("特色文化服务", "feature services"),
    "books": Bilingual("图书（册）", "books"),
    "periodicals": Bilingual("报刊（种）", "periodicals"),
}
