"""A proof of what was sent, made as the house makes it, and read back from its workbook and its PDF."""

from __future__ import annotations

import re
from collections.abc import Collection
from io import BytesIO

import openpyxl
from pypdf import PdfReader

from config.bilingual import Bilingual
from notifications.ledger.adapters.proof_pdf import write_proof_pdf
from notifications.ledger.adapters.proof_workbook import write_proof_workbook
from notifications.ledger.application.proving import prove_campaign
from notifications.ledger.application.verifying import present_head
from notifications.ledger.domain.proof_lines import Paper, lines_of
from tests.integration.market_desk import DISTRICT, OFFICER
from tests.integration.market_house import House


def proof_of(house: House, messages: Collection[str], subject: Bilingual) -> Paper:
    """The proof of these messages, its numbers masked."""
    with house.store.reading() as session:
        found = prove_campaign(session, DISTRICT, list(messages))
    return Paper(
        district="某区",
        office="某区文化市场科",
        subject=subject,
        made_at=house.clock.now(),
        by=OFFICER,
        head=present_head(house.store, DISTRICT),
        holds=True,
        lines=tuple(lines_of(found.entries, house.clock.zone, whole_numbers=False)),
    )


def read_back(paper: Paper) -> tuple[str, str]:
    """The words of its workbook and of its PDF, without the spaces."""
    book = BytesIO()
    write_proof_workbook(book, paper, "zh")
    cells = str([list(each.values) for each in openpyxl.load_workbook(book)]).replace("\\n", "")
    return re.sub(r"\s+", "", cells), "".join(pages_of(paper))


def pages_of(paper: Paper) -> list[str]:
    """The words of each page of its PDF, without the spaces."""
    sheet = BytesIO()
    write_proof_pdf(sheet, paper, "zh")
    return [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(sheet).pages]
