"""Fills a template in a sandbox and signs what comes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from jinja2 import DictLoader, StrictUndefined, UndefinedError
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment

from config.bilingual import Bilingual, Language
from config.refusal import refuse
from notifications.domain.segments import Segments, segments, signed
from notifications.domain.wording import dates
from notifications.domain.wording.drafts import refuse_faults, variables_in

LANGUAGES: tuple[Language, ...] = ("zh", "en")
SHARED = "lines"
"""The template that holds what the others share."""

CATEGORY_NAMES = {
    "performance": Bilingual("演出", "performance"),
    "film": Bilingual("露天电影", "outdoor film"),
    "training": Bilingual("培训", "training"),
    "feature": Bilingual("特色文化服务", "feature service"),
    "books": Bilingual("图书报刊", "book batch"),
}
MEASURE_WORDS = {"performance": "场", "film": "场", "training": "场次", "feature": "班次", "books": "批"}


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes: the office's name and fixed telephone stand in every text, its signature before it."""

    name: str
    telephone: str
    signature: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A text ready to be frozen: signed, counted, with the template it came from and that one's version."""

    text: str
    template: str
    template_version: str
    language: Language
    segments: Segments


class _Sandbox(ImmutableSandboxedEnvironment):
    """Asks once for each kind of thing and name: whether an attribute is safe depends on nothing else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        key = (type(obj), attr)
        if key not in self._safe:
            self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return self._safe[key]


class Wording:
    """All templates; `sources` maps `<name>.<language>.txt` to its text. An unknown fact is an error."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = dict(sources)
        self._versions: dict[str, str] = {}
        self._environments = {language: self._environment(language) for language in LANGUAGES}

    def compose(self, template: str, language: Language, office: Office, /, **facts: object) -> Composed:
        """The text of one message; `facts` are what its template names."""
        filled = self._environments[language].get_template(_file(template, language))
        text = signed(_tidy(filled.render(office=office, **facts)), office.signature)
        return Composed(text, template, self.version(template, language), language, segments(text))

    def line(self, item: object, language: Language) -> str:
        """One item of a digest as the texts say it, without its number."""
        shared = self._environments[language].get_template(_file(SHARED, language)).module
        said: str = shared.line(item, False, False)  # type: ignore[attr-defined]
        return _tidy(said).replace("\n", "")

    def version(self, template: str, language: Language) -> str:
        """Changes whenever the template's own words or the shared ones do."""
        file = _file(template, language)
        if file not in self._versions:
            source = self._sources[_file(SHARED, language)] + self._sources[file]
            self._versions[file] = hashlib.sha256(source.encode()).hexdigest()[:8]
        return self._versions[file]

    @property
    def names(self) -> tuple[str, ...]:
        """The templates, without what they share."""
        found = {file.split(".")[0] for file in self._sources} - {SHARED}
        return tuple(sorted(found))

    def source(self, template: str, language: Language) -> str:
        """The template's own words."""
        return self._sources[_file(template, language)]

    def shared(self, language: Language) -> str:
        """What the templates of a language share."""
        return self._sources[_file(SHARED, language)]

    def variables(self, template: str) -> tuple[str, ...]:
        """The facts that a text of this kind has, in either language, as a draft of its template may name them."""
        found = {f"office.{field.name}" for field in fields(Office)}
        for language, environment in self._environments.items():
            for name in (template, SHARED):
                found |= variables_in(environment, self._sources[_file(name, language)])
        return tuple(sorted(found))

    def completions(self, template: str) -> tuple[str, ...]:
        """All that may be written between braces: the facts, the filters that shape them, the shared pieces."""
        shared = "".join(self._sources[_file(SHARED, each)] for each in LANGUAGES)
        pieces = {f"say.{name}(" for name in re.findall(r"macro (\w+)\(", shared)}
        filters = {f"|{name}" for name in self._environments["zh"].filters.keys() - FILTERS.keys()}
        return (*self.variables(template), *sorted(filters), *sorted(pieces))

    def with_draft(self, template: str, language: Language, draft: str) -> Wording:
        """The wording with a draft in a template's place; refused where it cannot be read or names no fact."""
        environment = self._environments[language]
        place = _file(template, language)
        refuse_faults(environment, place, draft, self.variables(template), environment.filters)
        return Wording({**self._sources, place: draft})

    def try_on(self, template: str, language: Language, office: Office, /, **facts: object) -> Composed:
        """As `compose`, for a draft: a fact that is missing is refused with its name."""
        try:
            return self.compose(template, language, office, **facts)
        except UndefinedError as error:
            raise refuse(
                _file(template, language),
                "试填时缺少变量：{said}。可用：{known}。",
                "a variable is missing where it was filled in: {said}. There are {known}.",
                said=error.message or "",
                known="、".join(self.variables(template)),
            ) from error

    def _environment(self, language: Language) -> ImmutableSandboxedEnvironment:
        # Texts for a telephone, not HTML: nothing is to be escaped.
        environment = _Sandbox(
            loader=DictLoader(self._sources),
            undefined=StrictUndefined,
            autoescape=False,
            auto_reload=False,  # the sources never change under it
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(
            day=partial(dates.day_in, language),
            plain_day=partial(dates.plain_day_in, language),
            weekday=partial(dates.weekday_in, language),
            instant=partial(dates.instant_in, language),
            plain_instant=partial(dates.plain_instant_in, language),
            month=partial(dates.month_in, language),
            moment=lambda facts: dates.moment_in(language, facts.day, facts.start),
            category=lambda code: CATEGORY_NAMES[code].in_(language),
            measure=MEASURE_WORDS.__getitem__,
            named=_named,
        )
        return environment


def _file(template: str, language: str) -> str:
    return f"{template}.{language}.txt"


def _named(name: str) -> str:
    """A programme's name in title marks, unless it brings its own."""
    return name if "《" in name else f"《{name}》"


def _tidy(text: str) -> str:
    """No empty lines, no space at the ends of lines; 【】 belong to the signature alone."""
    bare = text.replace("【", "〔").replace("】", "〕")
    return re.sub(r"\s*\n\s*", "\n", bare).strip()
