"""A text goes to a mainland provider as one of its registered templates, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.providers.registered_templates import Fitted, RegisteredTemplate, fit

SIGNATURE = "示范区文化配送"
MOVED = RegisteredTemplate("SMS_1", "${day}的${what}改到${place}。")
CANCELLED = RegisteredTemplate("SMS_2", "${day}的${what}取消。咨询办公室。")
ANY = RegisteredTemplate("SMS_3", "${words}。")
VALUE = st.text("日月演出电影广场0123456789:()", min_size=1, max_size=20)


def test_the_values_are_found_where_the_template_has_its_variables() -> None:
    assert fit(f"【{SIGNATURE}】6月12日的电影改到西路。", SIGNATURE, [MOVED]) == Fitted(
        "SMS_1", {"day": "6月12日", "what": "电影", "place": "西路"}
    )


def test_the_template_with_the_most_words_of_its_own_goes_first() -> None:
    text = f"【{SIGNATURE}】6月12日的电影取消。咨询办公室。"
    fitted = fit(text, SIGNATURE, [ANY, MOVED, CANCELLED])
    assert fitted is not None
    assert fitted.template == "SMS_2"


@given(day=VALUE, what=VALUE, place=VALUE)
def test_filling_in_what_was_found_gives_the_text_again(day: str, what: str, place: str) -> None:
    body = f"{day}的{what}改到{place}。"
    values = MOVED.values_of(body)
    assert values is not None
    assert "{day}的{what}改到{place}。".format(**values) == body


@pytest.mark.parametrize(
    "body",
    [
        "6月12日的电影改到西路",
        "前言6月12日改到西路。",
        f"6月12日的电影改到{'长' * 36}。",
        "6月12日的电影改到【西路】。",
        "6月12日的电影改到http://x.example/1。",
        "6月12日的电影改到WWW.x.example。",
        "6月12日的电影改到。",
    ],
)
def test_what_the_provider_would_not_take_does_not_fit(body: str) -> None:
    assert fit(f"【{SIGNATURE}】{body}", SIGNATURE, [MOVED]) is None


def test_a_longer_value_fits_where_the_provider_allowed_it() -> None:
    wide = RegisteredTemplate("SMS_4", "${words}。", most=500)
    assert wide.values_of("长" * 500 + "。") == {"words": "长" * 500}


@pytest.mark.parametrize("text", ["6月12日的电影改到西路。", "【别的】6月12日的电影改到西路。"])
def test_a_text_without_the_registered_signature_does_not_fit(text: str) -> None:
    assert fit(text, SIGNATURE, [MOVED, ANY]) is None


@pytest.mark.parametrize("content", ["${day}和${day}", "【签名】${day}"])
def test_a_template_that_cannot_be_registered_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="template SMS_5"):
        RegisteredTemplate("SMS_5", content)
