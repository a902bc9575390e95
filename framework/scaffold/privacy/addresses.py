"""Postal addresses, English and Chinese: from the house to the postcode, as one piece."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

STREETS = (
    "Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Cl|Court|Ct|Crescent|Cres|Terrace|Terr?|Gardens?"
    "|Gdns|Grove|Gr"
    "|Square|Sq|Place|Pl|Way|Hill|Park|Row|Mews|Walk|View|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Circle|Cir"
    "|Trail|Trl|Loop"
    "|Plaza|Quay|Wharf|Parade|Rise|Vale|Green|Meadows?|Heights|Broadway|Esplanade|Embankment|Alley|Bridge|Gate"
    "|Path|Ridge"
    "|Chase|Drove|Fields?|Hollow|Croft|Dene|Mount|Bank|Mead|Orchard|Paddock|Bypass|Turnpike|Expressway|Pike|Cove"
    "|Bend|Run"
)
_WORD = r"[A-ZÀ-ÖØ-ÞĀ-ŽȘȚ][\w'’.-]*"
_TOWN = r"(?:(?:St|Ste)\.\s)?(?:[dDlLO]['’])?[A-ZÀ-ÖØ-ÞĀ-ŽȘȚ][A-Za-zÀ-ÿĀ-žșț'’]+"
_MONTHS = "(?:January|February|March|April|May|June|July|August|September|October|November|December|Christmas|Easter)"
_JOINER = "upon|on|le|la|de|by|the|in|of|next|under|super|sur|en|der|am|an|cum|at|y|del|do|da"
_NUMBER = r"\d{1,5}(?:\s?[-–/]\s?\d{1,5})?[A-Za-z]?"
_UNIT = (
    r"(?:(?:Flat|Apartment|Apt|Unit|Suite|Ste|Room|Rm|Floor|Block|Bldg|Building|Studio|Villa|Lot|Level|Plot"
    r"|House\s+No)\b"
    r"\.?\s?#?\s?(?:\d{1,5}[A-Za-z]?|[A-Z]\d{0,4})(?:[/-]\d+)?,?\s+)"
)
_HOUSE = (
    rf"(?:(?:The\s+)?{_WORD}(?:\s{_WORD}){{0,2}}\s(?:House|Cottage|Lodge|Court|Farm|Barn|Villa|Hall|Mansions?"
    rf"|Tower|Residence),\s+)"
)
_STREET = (
    rf"(?:{_UNIT})?(?:{_HOUSE})?{_NUMBER}[ \t]+(?:(?:North|South|East|West|N|S|E|W|NE|NW|SE|SW)\.?\s+)?"
    rf"(?:{_WORD}|\d{{1,3}}(?:st|nd|rd|th)|of|the|de|la|le|du|del|der)"
    rf"(?:[ \t](?:{_WORD}|of|the|on|upon|de|la|le|du|del|der|\d{{1,3}}(?:st|nd|rd|th))){{0,3}}?[ \t](?:{STREETS})\b\.?"
    rf"(?:(?:[ \t]{_WORD}){{0,2}}?[ \t](?!Dr\b|St\b)(?:{STREETS})\b)?"
    rf"(?:\s(?:North|South|East|West|N|S|E|W|NE|NW|SE|SW)\b)?"
)
_UNIT_AFTER = rf"(?:,?\s+{_UNIT.rstrip(')').removesuffix(',?' + chr(92) + 's+')}))?"
_AFTER = rf"(?:{_UNIT})?(?:{_WORD}\s){{1,4}}(?:{STREETS})\s{_NUMBER}(?!\w|[.:/]\d)"
_FOREIGN = (
    r"(?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|laan|straat|gatan|vej|gata"
    r"|veien)\s\d{1,4}\s?[a-z]?\b"
    r"|(?:\d{1,4}(?:\s?(?:bis|ter))?,?\s)?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Cc]hemin|[Ii]mpasse"
    r"|[Aa]llée)\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])?"
    r"[A-ZÉÈÀ][\wéèàçôî-]*(?:[\s-][A-ZÉÈÀ][\wéèàçôî-]*){0,2}(?:,\s?\d{1,4}(?!\d))?"
    r"|(?:ul\.|al\.|pl\.|os\.|ulica|utca|ulice)\s[A-ZŁŚŻŹĆ]\w+(?:\s[A-ZŁŚŻŹĆ]\w+)?\s\d{1,4}[A-Za-z]?(?:/\d+)?"
    r"|(?:[Cc]alle|[Cc]/|[Aa]venida|[Aa]vda\.?|[Pp]aseo|[Pp]laza|[Vv]ia|[Vv]iale|[Pp]iazza|[Rr]ua"
    r"|[Cc]orso)\s(?:de\s(?:la\s|los\s|las\s)?|del\s|della\s|di\s|do\s|da\s)?"
    r"[A-ZÁÉÍÓÚÑ][\wáéíóúñ]*(?:\s(?:y|de|e)?\s?[A-ZÁÉÍÓÚÑ][\wáéíóúñ]*){0,2},?\s\d{1,4})"
)
_BOX = r"(?:P\.?\s?O\.?\s?Box|GPO\s+Box|Private\s+Bag)\s+#?\d{1,7}"
_HOUSES = (
    "House|Cottages?|Lodge|Farm|Farmhouse|Manor|Mansions|Court|Tower|Barn|Hall|Villa|Mill|Forge|Rectory|Vicarage|Bungalow"
    "|Grange|Chalet|Croft|Stables|Gatehouse|Apartments|Residence|Point|View|Flats|Wharf|Priory|Schoolhouse|Chapel"
)
_PARTICLE = "(?:van|von|de|der|den|del|della|di|da|das|dos|do|du|la|le|el|al|bin|bint|ben|ibn|ter|ten|ap|af|zu|y|e)"
_NAMED = (
    rf"(?:c/o\s)?(?:(?:{_NUMBER}|(?:The|Flat\s\d+[A-Za-z]?,?)\s)?(?:{_PARTICLE}\s){{0,3}}"
    rf"(?:(?:{_WORD}|{_PARTICLE})\s){{0,3}}(?:{_HOUSES})),?\s+(?:{_NUMBER}\s)?(?:{_WORD}\s){{1,3}}"
    rf"(?:{STREETS}|End|Approach|Yard)\b"
)
# Any two letters may begin and end a postcode here, as invented ones do.
UK = r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})"
_CA = r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d"
STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK"
    "|OR|PA|RI|SC|SD"
    "|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|NSW|VIC|QLD|TAS|ACT|ON|QC|BC|AB|MB|SK|NS|NB"
)
_STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho"
    "|Illinois|Indiana|Iowa"
    "|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana"
    "|Nebraska|Nevada"
    "|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania"
    "|Rhode Island"
    "|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
    "|Ontario|Quebec|British Columbia|Alberta|Manitoba|Victoria|Queensland|New South Wales"
)
_PLACE = rf"{_TOWN}(?:(?:[\s-](?:{_JOINER})){{0,2}}[\s-](?!{_MONTHS}\b){_TOWN}(?!\w)){{0,3}}"
# A line or a piece after a comma that goes on with something else than a place.
_NAMELESS = (
    r"(?!(?:He|She|They|I|We|The|Tel|Telephone|Phone|Fax|Mobile|DOB|NHS|MRN|Email|E-mail|Who|His|Her|Patient|Seen"
    r"|Dr|Mr|Mrs|Ms|Miss|GP|Next|Dear|Re|Date"
    rf"|Please|Diagnosis|Ward|Room|Hospital|Contact|Home|Name|Age|Sex|And|With|For|On|At|In|Is|Was)\b){_PLACE}"
)
_CODE = (
    rf"(?:{UK}|{_CA}|(?:(?:{STATES}|{_STATE_NAMES})\.?,?\s+)?\d{{5}}(?:-\d{{4}})?|(?:{STATES})\b(?:\s+\d{{4}})?"
    rf"|[A-Z]?-?\d{{4,5}}\s{_WORD})"
)
_REST = rf"(?:(?:,\s*|\s*\n\s*){_NAMELESS}){{0,3}}(?:,?\s\d{{4,5}}\s{_PLACE})?(?:[,\s]\s*{_CODE}(?![\w]))?"
_ENGLISH = re.compile(rf"(?<![\w/-])(?:{_STREET}{_UNIT_AFTER}|{_NAMED}|{_AFTER}|{_FOREIGN}|{_BOX}){_REST}")
_POSTCODES = re.compile(
    rf"(?<![\w-])(?:(?:{_NAMELESS}),?\s+)?{UK}(?![\w-])"
    rf"|(?<![\w-])(?:{_NAMELESS}),?\s+(?:{STATES})\.?,?\s+\d{{5}}(?:-\d{{4}})?(?![\w-])"
    rf"|(?<![\w-])(?:{_NAMELESS}),?\s+{_CA}(?![\w-])"
)
_LOW_STREET = (
    "street|st|road|rd|avenue|ave|lane|ln|close|crescent|terrace|drive|court|grove|gardens|place|way|row|square"
    "|hill|walk|mews"
)
_LOW_WORD = (
    r"(?:(?!(?:the|a|of|on|in|to|for|and|mg|ml|x|days|weeks?|hours?|months?|years?|times?|at|per|units?"
    r"|call)\b)[a-zà-ÿā-žșț'’]{2,}(?:-[a-zà-ÿā-žșț]+)*(?!\w))"
)
_LOW_TOWN = rf"(?:st\.\s)?{_LOW_WORD}(?:[\s-](?:{_LOW_WORD}|de|la|on|the|of|in)){{0,4}}"
_LOW_CODE = r"(?:,?\s(?:[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|\d{5})(?!\w))"
_LOW = re.compile(
    rf"(?<![\w./-])(?:(?:(?:flat|apt|unit|room)\s\d+[a-z]?,?\s)?(?:\d{{1,4}}[a-z]?"
    rf"|(?:{_LOW_WORD}\s){{0,2}}{_LOW_WORD}(?:-{_LOW_WORD})?\s(?:house|cottage|lodge|farm|court|mansions|barn|villa|hall|tower|forge|mill),)"
    rf"\s(?:{_LOW_WORD}\s){{1,3}}(?:{_LOW_STREET})(?!\w)(?:,\s(?:apt|flat"
    rf"|unit)\s\d+[a-z]?)?(?:,\s?{_LOW_TOWN}){{0,2}}{_LOW_CODE}?"
    rf"|(?:{_LOW_WORD}\s){{1,3}}(?:{_LOW_STREET})\s\d{{1,4}},\s(?:\d{{4,5}}\s)?{_LOW_TOWN}{_LOW_CODE}?"
    rf"|p\.?\s?o\.?\s?box\s\d+(?:,\s{_LOW_TOWN})?{_LOW_CODE}?"
    r"|(?:(?<=lives in )|(?<=an aunt in )|(?<=an uncle in )|(?<=family in )"
    r"|(?<=moved from )|(?<=moved to )|(?<=lives at )|(?<=friend in ))(?!sheltered|supported"
    r"|care|nursing|residential|rented"
    r"|hostel|warden|temporary|shared|flat|house|bungalow|their|home|alone|same|a\b|the\b|his\b|her\b)"
    r"(?:st\.?\s|saint\s)?[a-zà-ÿ'’-]{4,}(?:\s(?:of|upon|de|la)\s[a-z]{3,})?"
    r"(?:\s(?!in|on|with|and|for|at|since|last|two|to|near|after|when|by)[a-z]{3,})?(?!\w))"
)
_LABELLED = re.compile(
    r"(?:^|(?<=[\s;|.(]))(?:home\s+|postal\s+|current\s+|mailing\s+|residential\s+)?address\s*(?:[:=]|is\b|-)\s*"
    r"(?P<rest>[^\n;|]*?)(?=\s*(?:\n|;|\||$|\.\s|\.$|\b(?:tel|phone|mobile|dob|nhs|mrn|e-?mail|gp|date\s+of"
    r"|d\.o\.b|postcode)\b))",
    re.IGNORECASE,
)
# A line without capitals.
_LOWER = re.compile(r"(?m)^[^A-Z\n]{20,}$|(?:lives|living|lived) at \d+ [a-z]")
_CUED_CODE = re.compile(
    r"\b(?:post\s?code|zip(?:\s+code)?|postal\s+code)\s*(?:[:=]"
    r"|is\b)?\s*(?P<rest>[A-Za-z]{0,2}\d[\dA-Za-z]{0,5}(?:[ -]\d[\dA-Za-z]{1,3})?)\b"
    r"|(?:邮政编码|邮编)\s*[:：]?\s*(?P<rest2>\d{6})",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\b(?i:lives?|living|lived|friends?|family|aunt|uncle|cousins?|relatives|parents|sister|brother|daughter|son|mother|father|grandparents|discharged|transferred|works?|working|resid(?:es?|ing|ed)"
    r"|resident|born|moved|relocated|home|stays?|staying|grew\s+up)"
    r"(?:\s(?:alone|with\s\w+(?:\s\w+)?|independently))?\s+(?:in|near|at|from|to|of|outside|around)\s+(?:the\s+)?"
    rf"(?P<rest>{_PLACE})"
)
# A place by its form, where only a place can stand.
_SETTLED = re.compile(
    r"\b(?:in|near|outside|from|of)[ \t](?P<rest>"
    r"(?:(?:St|New|Old|Upper|Lower|Great|Little|North|South|East|West|Nether)[ \t])?"
    r"[A-Z][a-zà-ÿ]+(?:bury|wick|mere|haven|ville|burgh|thorpe|combe|quay|hollow|moor|minster|chester"
    r"|by|ham|ford|ton|ley|water|worth|wold|holme|beck|pool|firth|well|field|gate"
    r"|stead|mouth|port|dale|market)(?:[ -](?:Spa|Regis|Magna|on-[A-Z][a-z]+|upon-[A-Z][a-z]+))?"
    r"|[A-Z][a-z'’]+[ ](?:End|Cross|Ferry|Falls|Junction|Notch|Green|Heath|Springs|Beach"
    r"|Creek|Rapids|City|Harbour|Common|Magna|Parva|Regis|Spa|Island|Village|Valley))(?![\w'’-])"
    r"(?=[ \t]*(?:[.,;:)\n]|$|in\b|on\b|since\b|last\b|with\b|for\b|and\b|had\b|has\b|by\b"
    r"|at\b|two\b|ago\b|after\b|where\b|this\b|to\b))"
)
_NOT_CITIES = frozenset(
    [
        "During",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "England",
        "Scotland",
        "Wales",
        "Ireland",
        "Britain",
        "Europe",
        "Africa",
        "Asia",
        "America",
        "Australia",
        "China",
        "India",
        "Pakistan",
        "France",
        "Germany",
        "Spain",
        "Italy",
        "Poland",
        "Canada",
        "UK",
        "USA",
        "US",
        "EU",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "A",
        "An",
        "The",
        "Ward",
        "Room",
        "Clinic",
        "Hospital",
        "He",
        "She",
    ]
)
_ZH_STEM = r"[\u4e00-\u9fff]"
_ZH_REGION = (
    r"(?:(?:[\u4e00-\u9fff]{2,3}省|(?:内蒙古|广西|西藏|宁夏|新疆)[\u4e00-\u9fff]{0,5}自治区|(?:北京|上海|天津|重庆)市?"
    r"|[\u4e00-\u9fff]{2,4}?(?:市|自治州|地区|盟))\s?)"
)
_ZH_PART = r"(?:[\u4e00-\u9fff]{1,6}?(?:区|县|旗|镇|乡|街道|新区|开发区|村|社区))"
_ZH_ROAD = (
    r"(?:[\u4e00-\u9fff0-9]{1,8}?(?:路|街|大道|大街|道|巷|弄|胡同|里|条|小区|花园|苑|家园|公寓|新村|大厦"
    r"|广场|庄园|城|府))"
)
_ZH_NUMBER = (
    r"(?:[\d一二三四五六七八九十百]{1,5}(?:-\d{1,4})?\s?(?:号楼|号院|号|弄|栋|幢|座|楼|层|单元|室|门|组|队|巷|支弄)(?:[A-Za-z]?座)?"
    r"|[A-Za-z]\s?(?:栋|座|幢|区)|\d{3,4}(?=[，。,；;\s]|$))"
)
_CHINESE = re.compile(
    rf"(?:{_ZH_REGION}{{1,2}}(?:{_ZH_PART}){{0,3}}(?:{_ZH_ROAD}){{0,3}}(?:{_ZH_NUMBER}){{0,6}}(?:{_ZH_ROAD}(?:{_ZH_NUMBER}){{0,5}})?"
    rf"|{_ZH_PART}{{1,2}}{_ZH_ROAD}{{1,3}}(?:{_ZH_NUMBER}){{1,6}}(?:{_ZH_ROAD}(?:{_ZH_NUMBER}){{1,5}})?"
    rf"|[\u4e00-\u9fff]{{1,6}}?(?:路|街|大道|大街|巷|弄|胡同|小区|花园"
    rf"|新村)(?:{_ZH_NUMBER}){{1,6}}(?:{_ZH_ROAD}(?:{_ZH_NUMBER}){{1,5}})?)"
)
_ZH_LABELLED = re.compile(
    r"(?:家庭|联系|通讯|通信|现|户籍|居住|单位|工作)?(?:地址|住址|住所|籍贯|户口所在地|居住地)\s*[:：为是]\s*(?P<rest>[^\s，。；;,、|]{2,60})"
)
_ZH_LIVES = re.compile(
    r"(?:家住|住在|居住于|居住在|现住|租住|来自|户籍在|迁居|搬到)(?P<rest>[\u4e00-\u9fffA-Za-z0-9-]{2,40})"
)
_ZH_LEAD = re.compile(
    r"^(?:患者|病人|家住|住在|现住|居住于|居住在|位于|来自|地址|住址|住|在|于|到|至|从|自|往|由|家|为|是|的|前往|系)+"
)


def find_addresses(text: str) -> Iterator[Finding]:
    """Addresses by their form, and what a word such as "address" or "lives in" announces."""
    for pattern in (_ENGLISH, _POSTCODES, *((_LOW,) if _LOWER.search(text) else ())):
        for match in pattern.finditer(text):
            yield Finding(*_tidy(text, *match.span()), "ADDRESS")
    yield from _announced(text)
    for match in _SETTLED.finditer(text):
        yield Finding(*match.span("rest"), "ADDRESS")
    yield from _chinese(text)


def _announced(text: str) -> Iterator[Finding]:
    """What stands behind the word address, and where somebody lives."""
    for pattern in (_LABELLED, _CUED_CODE, _ZH_LABELLED):
        for match in pattern.finditer(text):
            name = "rest" if match["rest"] else "rest2"
            if match[name]:
                yield Finding(*_tidy(text, *match.span(name)), "ADDRESS")
    for match in _LIVES.finditer(text):
        if match["rest"].split()[0] not in _NOT_CITIES:
            yield Finding(*match.span("rest"), "ADDRESS")


def _tidy(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " ,.;:\n\t":
        end -= 1
    return start, end


def _chinese(text: str) -> Iterator[Finding]:
    for match in _CHINESE.finditer(text):
        lead = _ZH_LEAD.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        if match.end() - start >= 4 and not _ZH_COMMON.search(match.group()):
            yield Finding(start, match.end(), "ADDRESS")
    for match in _ZH_LIVES.finditer(text):
        found = re.match(
            r"[\u4e00-\u9fff]{2,12}?(?:省|市|区|县|镇|乡|村)(?:[\u4e00-\u9fff]{1,8}?(?:市|区|县|镇|乡|村|路|街))*",
            match["rest"],
        )
        if found:
            yield Finding(match.start("rest"), match.start("rest") + found.end(), "ADDRESS")


# Words that end like parts of an address and are none.
_ZH_COMMON = re.compile(
    r"输卵管|尿路|呼吸道|消化道|胆道|肠道|泌尿道|阴道|气道|通路|病区|灶区|心电|回路|旁路|社区获得|抗生|城市|超市"
)
