"""Columns that are called after what they hold: a name, a date of birth, a number of a record."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.privacy.finding import Kind

_NAMES: dict[Kind, str] = {
    "NAME": (
        r"(?:(?:patient|full|first|last|middle|given|family|maiden|sur|fore|doctor|dr|physician|clinician"
        r"|consultant|nurse|gp|author|provider|carer|kin|next of kin|mother|father"
        r"|contact|emergency contact|client|referrer|surgeon|radiologist|pathologist|attending|staff|user|customer"
        r"|person) ?names?|names?|surnames?|forenames?|patient|doctor|physician|clinician"
        r"|consultant|nurse|gp|author|carer|next of kin|nok|signed by|reviewed by|seen by|referrer|surgeon|attending"
        r"|provider"
        r"|姓名|患者姓名|病人姓名|医生|医师|护士|联系人|家属|签名|主治医生|主治医师)"
    ),
    "DATE": (
        r"(?:dob|d o b|birth ?date|birth ?day|date of birth|born|admission ?date|date of admission|admitted(?: "
        r"on)?|discharge ?date|date of discharge|discharged(?: on)?|visit ?date"
        r"|appointment ?date|date of (?:visit|death|service|surgery|operation)|death ?date|dod"
        r"|出生日期|生日|入院日期|出院日期|就诊日期"
        r"|手术日期)"
    ),
    "AGE": r"(?:age|age years|age in years|patient age|年龄)",
    "ADDRESS": (
        r"(?:(?:home |postal |street |mailing |patient )?address(?: line)?(?: \d)?|street|city|town|post ?code"
        r"|zip(?: ?code)?|place of birth|地址|住址|家庭住址|联系地址|邮编|籍贯)"
    ),
    "PHONE": (
        r"(?:(?:home |work |mobile |cell |contact |patient )?(?:tel|telephone|phone|mobile|cell|fax)(?: ?(?:no"
        r"|number|nr))?|电话|手机|联系电话|手机号|传真)"
    ),
    "EMAIL": r"(?:(?:patient |contact )?e ?mail(?: address)?|邮箱|电子邮箱|电子邮件)",
    "URL": r"(?:url|website|web ?site|homepage|link|网址)",
    "ID": (
        r"(?:(?:nhs|mrn|hospital|patient|medical record|record|ssn|social security|insurance|policy|passport"
        r"|account|iban|card|serial|device|licen[cs]e|plate|member|national insurance|ni|chi|accession)"
        r" ?(?:no|nr|num|number|id|code)?|mrn|ssn|iban"
        r"|身份证|身份证号|身份证号码|病历号|住院号|门诊号|医保号|医保卡号|护照号|车牌号)"
    ),
}
_FORMS = {kind: re.compile(names) for kind, names in _NAMES.items()}


@lru_cache(maxsize=4096)
def kind_of_column(name: str) -> Kind | None:
    """What a column holds that is called so; None for any other.

    >>> kind_of_column("Patient_Name"), kind_of_column("dob"), kind_of_column("text")
    ('NAME', 'DATE', None)
    """
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = re.sub(r"[\W_]+", " ", plain).strip().lower()
    return next((kind for kind, form in _FORMS.items() if form.fullmatch(plain)), None)
