"""Every kind of text that is ever written is held beforehand against what a provider has registered."""

from __future__ import annotations

import pytest

from api.wordings import TEMPLATE_NAMES, unregistered, wordings
from config.bilingual import Language
from notifications.adapters.templates import shipped_wording
from notifications.application.specimens import specimens
from notifications.domain.correcting import Rejoinder
from notifications.domain.notice import NoticeKind
from notifications.market.domain.campaign_wording import CAMPAIGN_TEMPLATES
from notifications.market.domain.wording import TEMPLATE as LICENCE_REMINDER
from notifications.providers.registered_templates import RegisteredTemplate
from notifications.providers.registration import Registered
from tests.unit.notifications.arrangements import OFFICE

OF_SEVERAL = {
    NoticeKind.ANSWER: {each.value for each in Rejoinder},
    NoticeKind.REGULATORY: {LICENCE_REMINDER},
    NoticeKind.CAMPAIGN: {*CAMPAIGN_TEMPLATES},
}


def registered(*contents: str) -> Registered:
    templates = [RegisteredTemplate(f"T{place}", content) for place, content in enumerate(contents)]
    return Registered("aliyun", OFFICE.signature, templates)


def test_every_kind_of_notice_has_its_template_among_those_that_are_tried() -> None:
    tried = {each.template for each in unregistered(registered(), OFFICE)}
    for kind in NoticeKind:
        assert OF_SEVERAL.get(kind, {kind.value}) <= tried
    assert tried == set(wordings()) == set(TEMPLATE_NAMES) - set(OF_SEVERAL)


def test_a_template_registered_for_it_takes_a_kind_off_the_list() -> None:
    every = unregistered(registered(), OFFICE)
    contents = [each.text.replace(OFFICE.telephone, "${telephone}") for each in every]
    assert unregistered(registered(*contents), OFFICE) == []
    for place, missed in enumerate(every):
        rest = contents[:place] + contents[place + 1 :]
        assert [each.template for each in unregistered(registered(*rest), OFFICE)] == [missed.template]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_specimen_is_made_in_either_language(language: Language) -> None:
    made = specimens(shipped_wording(), language, OFFICE)
    assert all(OFFICE.telephone in each.text for each in made.values())
    assert len({each.text for each in made.values()}) == len(made)
