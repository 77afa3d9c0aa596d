"""Papers of a person over the web: each form opens as a PDF for who may read it, and a code leads back to it."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from tests.web.world import World


def text_of(pdf: bytes) -> str:
    """All pages' text without spaces and line ends."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def paper(world: World, person: str, url: str) -> str:
    answer = world.client(person).get(url.format(**world.ids))
    assert answer.status_code == 200, url
    return text_of(answer.data)


def code_of(text: str) -> str:
    """The check code at the foot of the first page."""
    found = re.search(r"校验码([A-Z2-7]{8})", text)
    assert found is not None
    return found.group(1)


PAPERS = {
    "/papers/visits/{visit}.pdf": "随访探视积分表",
    "/papers/danger-ratings/{rating}.pdf": "危险性评估报告",
    "/papers/level-cases/{proposal}.pdf": "级别变更呈报表",
    "/papers/incidents/{incident}.pdf": "肇事肇祸案（事）件情况说明",
    "/patients/{patient}/papers/consent-blank.pdf": "参加社区服务管理知情同意书",
    "/patients/{patient}/papers/reasons.pdf": "风险等级说明",
}


@pytest.mark.parametrize("url", PAPERS)
def test_a_form_is_titled_by_its_name(world: World, url: str) -> None:
    answer = world.client("reviewer").get(url.format(**world.ids))
    assert text_of(answer.data).startswith(PAPERS[url])
