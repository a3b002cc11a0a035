"""Composes the pages of one arrangement so that the lane's provider takes them: by length, and by registered template."""

from __future__ import annotations

from dataclasses import dataclass

from config.bilingual import Language
from notifications.application.desk import Desk
from notifications.domain.codes import agree_with, decline_with
from notifications.domain.digest import Digest
from notifications.domain.notice import NoticeKind
from notifications.domain.wording import Composed

LONGEST_CODE, MOST_PAGES = "99999", 99
DETAILS_BY_CALL = "details_by_call"
"""The template of the short text that stands for an arrangement which fits no registered template."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What to type: `agree` and `decline` for all that a question holds."""

    code: str

    @property
    def agree(self) -> str:
        return agree_with(self.code)

    @property
    def decline(self) -> str:
        return decline_with(self.code)


@dataclass(frozen=True, slots=True)
class PageWriter:
    """Writes the pages of one arrangement for one reader; without `by_text` no answer by text is asked."""

    desk: Desk
    month: str
    version: int
    kind: NoticeKind
    language: Language
    by_text: bool
    registered: bool
    """Whether each text must fit a template that the lane's provider has registered; not what a person says."""

    def page(self, digest: Digest, code: str, number: int, pages: int) -> Composed:
        return self.desk.wording.compose(
            self.kind.value,
            self.language,
            self.desk.office,
            digest=digest,
            month=self.month,
            number=self.version,
            page=number,
            pages=pages,
            answers=Answers(code) if code else None,
        )

    def fits(self, digest: Digest, *, alone: bool) -> bool:
        """Whether a digest goes in one text: as the only one, or with the longest count of pages."""
        code, pages = LONGEST_CODE if self.by_text else "", MOST_PAGES
        longest = self.page(digest, code, pages, pages)
        if longest.segments.parts > self.desk.rules.most_parts:
            return False
        return not self.registered or self.taken(self.page(digest, code, 1, 1) if alone else longest)

    def taken(self, text: Composed) -> bool:
        """Whether the provider takes a text, as far as its registered templates tell."""
        return not self.registered or self.desk.takes(text.text)

    def details_by_call(self, digest: Digest) -> Composed | None:
        """The short text that names the office's telephone for all the rest; None where that is not taken either."""
        composed = self.desk.wording.compose(
            DETAILS_BY_CALL,
            self.language,
            self.desk.office,
            digest=digest,
            month=self.month,
            number=self.version,
            kind=self.kind.value,
        )
        return composed if self.taken(composed) else None
