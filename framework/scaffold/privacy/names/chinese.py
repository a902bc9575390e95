"""Names of people in Chinese script: a family name and one or two characters, where words speak of a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding
from scaffold.privacy.names.lexicon import chinese_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HAN = r"\u4e00-\u9fff"
_BEFORE = (
    r"(?:姓名|患者|主人|病人|病员|伤者|产妇|孕妇|患儿|死者|家属|家长|联系人|监护人|陪护|护工|医生|医师|大夫|主任|主治|主管|教授|护士长?|药师|技师|院长|签名|签字"
    r"|签署|记录者|记录人|报告者|审核者?|审核人|检查者|送检|主诊|经治|接诊|首诊|会诊|住院医师?|术者|助手|麻醉师?|助产士|儿子|女儿|妻子|丈夫|老公|老婆|爱人|配偶|母亲|父亲"
    r"|其子|其女|其妻|其夫|其父|其母|其弟|其妹|其兄|其姐|其孙|抄送|妈妈|爸爸|奶奶|爷爷|外婆|外公|姐姐|妹妹|哥哥|弟弟|孙子|孙女|儿媳|女婿|邻居|朋友|同事|同学|室友|小朋友|申请人|投保人|被保险人|参保人|收件人|寄件人|经办人|负责人"
    r"|转诊|介绍|委托人|志愿者|供者|受者|本人|名叫|名为|叫做|叫|系|由|经|请|与|和|及|同|致|向|对|告知|通知|陪同|陪伴|联系|电话告知|现将|诊治|关于)"
)
_COLON = (
    r"(?:姓名|签名|签字|医师|医生|护士|联系人|家属|患者|记录者|报告者|"
    r"审核者|术者|助手|主治|主管|主任|病人|监护人|申请人|经办人|送检医生)"
)
_AFTER = (
    r"(?:医生|医师|大夫|主任|教授|护士长|护士|护师|药师|技师|院长|先生|女士|小姐|太太|夫人|老师|同志|老人|阿姨|叔叔|奶奶|爷爷|大爷|大妈|师傅|主治|副主任|专家|博士|经理"
    r"|患者|病人|同学|小朋友|家属|母亲|父亲|之母|之父|之子|之女|之妻|之夫|之妹|之姐|之兄|之弟|本人)"
)
_PERSON_NEXT = re.compile(
    r"[，,、 \s（(]{0,2}(?:男|女|\d{1,3}\s?岁|因|于|自|诉|主诉|现|今日?|昨日?|曾|既往|"
    r"来院|入院|就诊|出院|住院|表示|说|称|电话|手机|身份证|病历|住址|家住|签|病情|[）)]|$)"
)
# Characters that end a name: they begin what a person does or is.
_STOP = frozenset(
    "因于在的了是有与和及由为已曾无诉说来入出到从自向对被把将给让使也都就又再还不未能可会要想应需经后前时日年月今现昨明上下中内外男女岁主患病医护"
    "院科室号电话手机身份证地址住家属签名陪同送至往请等并且或但而其此该每各第之本人们者均先行给予表示确认告知提到介绍反映否认称"
)
_NOT_NAMES = re.compile(
    r"利福|高血压|高血脂|高血糖|高热|高烧|高危|高龄|高度|高蛋白|高脂|高钾|白细胞|白蛋白|白血病|白内障|白天|白带|黄疸|黄体|黄斑|黄色|黄染|金黄|毛细|毛囊|毛发|石膏|石头|方案|方法|方面|方式|常规"
    r"|常见|常用|温度|温水|安静|安排|安全|安装|成功|成人|成分|成年|单位|单侧|单纯|单核|单独|时间|时候|时有|向上|向下|于是|于今|应用|应该|应当|平时|平卧|平稳|平素|平均|平片|相关|相符|相应|相同"
    r"|全身|全部|全院|全麻|强化|强烈|强直|强阳|左侧|左右|左手|左眼|左心|左肺|左足|左膝|左肾|左乳|左耳|左上|左下|左前|关节|关于|关注|关系|关心|路径|连续|连接|项目|管理|管腔|管型|祖母"
    r"|祖父|文化|康复"
    r"|严重|严格|严密|严禁|许多|许可|何时|何种|何处|马上|马来|龙胆|水肿|水平|水样|水电|水泡|古典|古代|尤其|喻意|计划|计算|季节|和谐|和缓|乐观|欧洲|空腹|空肠|空气|空洞|钟内|车祸|车间|区别|区域"
    r"|权威|计数|温和|施行|施术|支气管|支架|支持|支具|金属|江苏|江西|江南|陕西|云南|贵州|安徽|康宁|海南|河南|河北|温州|常州|宁波|宁夏|苏州|杭州|广州|周围|周期|周岁|周身|周边|周一|周二"
    r"|周三|周四|周五"
    r"|周六|周日|周末|周后|周前|周内|周余|周围|胡须|胡萝|林区|包括|包块|包膜|包扎|包皮|房间|房颤|房室|房水|解除|解剖|解释|解决|应急|明显|明确|明日|明天|信息|花费|易感|易怒|易激|宫颈"
    r"|宫腔|宫内|宫体"
    r"|宫缩|经常|经期|经过|经济|经济|麻醉|麻木|麻疹|党员|国家|国内|国产|国际|景观|伏案|从事|从未|牛奶|牛肉|羊水|鱼类|皮肤|皮疹|皮下|皮质|皮瓣|巴比|查体|查房|查看|查见|查出|冷汗|冷敷"
    r"|冷静|冷冻|冷水|储备"
    r"|终末|同意|同时|同前|同上|同侧|同事|张口|张力|尿路|尿频|尿急|唐氏|唐筛|孟鲁|帕金|克罗恩|阿尔茨|霍奇金|克氏|雷诺|贝尔|曾有|曾经|曾在|曾因|曾于|曾行|曾用|曾服|曾患|任何|任务|余无"
    r"|余未|余可|余正|余均"
    r"|余热|余量|范围|范畴|程度|程序|魏氏|韦氏|贺氏|贺尔|孙子(?![^，,。；;、\s][，,。；;、\s])|孙女(?![^，,。；;、\s][，,。；;、\s])|游离|游走|甘油|甘草|童年|童话|安慰"
    r"|安眠|安定|安徽|凌晨|毕业|成熟|成长|温馨|智慧|丰富|幸福|原来|向来|海景|方便|危害|支招|谢谢|谷维|及时|由于|经常|同时|同房|苗条|谷丙|谷草|谷胺|曲线|曲张|曲度|路面|简单|简短|麦角|项强|费用|米饭"
    r"|应予|官能|封闭|谈话|谈论|池塘|迟缓|迟发|迟钝|惠普|乐果|南方|班主|原因|原发|原有|原位|原则|商量|沙眼|沙丁|荣誉|席汉|卫生|柏油|宗教|桂枝|边缘|边界|司机|万古|万元|向心|艾滋|艾灸"
    r"|阳性|阳光|阳虚|阳痿"
    r"|农民|农药|农村|卓越|吉非|吉兰|缪勒|段性|雷米|雷贝|侯诊|陶瓷|毛巾|武装|戴镜|戴表|莫西|莫名|孔径|汤剂|汤药|文盲|文献|文静|葛根|齐全|乔装|颜色|颜面|庄重|章节|殷红|申请|耿直|欧姆"
    r"|关闭|兰尼|焦虑|焦痂|焦急|柳氮"
    r"|祝愿|宁静|符合|舒张|舒适|舒缓|纪录|梅毒|霍乱|蒙古|华法|华支|喻示|蒲公|滕王|饶有|沈阳|沈腰|叶酸|叶片|叶间|姚明|金山|石英|石淋|韩国|唐山|萧条|冯氏|邓氏|彭隆|曾祖|田间|董事|袁氏"
    r"|潘生|蔡氏|杜绝|杜冷|苏打|苏醒|丁胺|丁香|任职"
    r"|卢氏|崔氏|钟情|谭氏|陆续|陆军|汪氏|廖氏|夏季|夏天|傅里|邹氏|熊去|熊氏|秦皇|尹氏|薛氏|段落|侯氏|黎明|顾虑|顾忌|郝氏|龚氏|邵氏|钱币|覃氏|施用|樊氏|邢台|倪氏|聂氏|鲁米|翟氏|詹氏"
    r"|俞氏|阮囊|柯萨|柯氏|骆氏|窦性|窦房|窦道|裴氏|褚氏|娄氏|岑氏|瞿氏"
)


def chinese_names(text: str, known: Iterable[str] = ()) -> tuple[list[Finding], set[str]]:
    """Names of people in Chinese script, and the names themselves."""
    if not re.search(f"[{_HAN}]", text):
        return [], set(known)
    spans = dict(_found(text))
    names = {text[start:end] for start, end in spans.items() if end - start > 1} | set(known)
    # Where it is not sure that the last character belongs to it, the name is looked for without it, too.
    names |= {name[:2] for name in names if len(name) == 3 and name[2] in _STOP}
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(re.escape(name), text):
            spans.setdefault(match.start(), match.end())
    return [Finding(start, end, "NAME") for start, end in spans.items()], names


def _found(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _CANDIDATE.finditer(text):
        if match.start() < at:
            continue
        span = _name_at(text, match.start("name"))
        if span is None and _STRONG.search(match.group()[: match.start("name") - match.start()]):
            span = _whatever(text, match.start("name"))
        if span:
            at = span[1]
            yield span
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            sure = pattern is _FILLED or pattern is _CERTAIN
            plain = not sure and _NOT_NAMES.match(text, match.start("name"))
            if not plain and not _inside_word(text, match.start("name")):
                yield match.span("name")
    for match in _SIGNED.finditer(text):
        group = "name" if match["name"] else "end"
        if not _NOT_NAMES.match(text, match.start(group)):
            yield match.span(group)
    yield from _with_dots(text)


def _with_dots(text: str) -> Iterator[tuple[int, int]]:
    """Names with a dot between their parts, without the words that run into them."""
    for match in _DOTTED.finditer(text):
        start, end = match.span("name")
        dots = [at for at in range(start, end) if text[at] in "·•・‧"]
        lead = _DOTTED_LEAD.match(text[start : dots[0]])
        first = start + (lead.end() if lead else 0)
        ends = _DOTTED_END.search(text, dots[-1] + 3, end)
        last = ends.start() if ends else end
        yield first, last


_SURNAME = "(?:" + "|".join(sorted(chinese_lexicon().compound)) + "|[" + "".join(chinese_lexicon().surnames) + "])"
_CANDIDATE = re.compile(
    rf"(?:(?:{_BEFORE}|{_COLON}\s?[:：]|姓名)[\s:：为是]{{0,3}}(?:[（(][^（）()]{{1,6}}[）)])?\s?|[、]\s?)(?P<name>{_SURNAME})"
)
_COMMON = f"(?:{'|'.join(sorted(chinese_lexicon().compound))}|[{''.join(chinese_lexicon().common)}])"
_GIVEN = f"[{''.join(sorted(chinese_lexicon().given))}]"
_TITLED = re.compile(
    rf"(?<!这)(?<!该)(?<!一)(?<!每)(?P<name>{_COMMON}(?=(?!患者|病人|家属|同志|母亲|父亲|本人){_AFTER})"
    rf"|{_SURNAME}(?:{_GIVEN}{{1,2}}?)(?={_AFTER}))"
)
_ENDS = r"(?=\s*(?:[，,。；;、|（(）)\s]|$))"
_STARTS = r"(?:^|(?<=[\n，,。；;：:|、（(\s]))"
# A clause that is nothing but a name of three characters, and one of two before what only people have.
_CLAUSE = re.compile(rf"{_STARTS}(?P<name>{_SURNAME}{_GIVEN}{{2}}){_ENDS}")
_HAS = (
    r"(?=\s*[，,（(|、 \u3000]\s?(?:男|女|\d{1,3}\s?岁|身份证|联系|电话|手机|"
    r"住址|地址|出生|生于|生日|病历|住院号|门诊|就诊|编号|微信|邮箱|\d{4}[年/.-]))"
)
_ALONE = re.compile(rf"{_STARTS}(?P<name>{_SURNAME}[{_HAN}]{{1,2}}?){_HAS}")
_ADDRESSED = re.compile(
    rf"{_STARTS}(?P<name>{_SURNAME})(?=(?:医生|医师|大夫|主任|教授|护士|老师)(?:好|您|[:：，,。;；\s]|$)|先生|女士|太太|小姐|大爷|阿姨|奶奶|老人)"
)
# Behind a word that has somebody as its object, any family name and a title.
_OBJECT = re.compile(
    rf"(?<=[将与向和给对请由经谢找让叫知转及跟同至交予为日])(?P<name>{_SURNAME})(?=老?(?:先生|女士|太太|小姐)|(?:医生|医师|大夫|主任|教授|护士|老师)(?!们))"
)
# A clause that begins with a full name and goes on with what somebody did or felt.
_DEEDS = (
    r"(?:自行|自觉|自述|自诉|自服|全身|仍|今[日晨天早]|昨[日晚天夜]|反复|出现|突[发然]|再次|未诉|未[见服]|否认|诉|说|称|述|反映|因|于|来[院诊]|家[属长]|无[力法]"
    r"|不[能肯愿]|双|头[痛晕]|胸[闷痛]|腹[痛胀]|咳|发[热烧现]|呕|跌|摔|拒|要求|表示|希望|同意|伴|持续|间断|已|曾|近|半|一[周月天年]|[两三四五六七八九十\d]+[天周月年]|服|用药|吃|喝|睡|走|站"
    r"|的(?=[血体病心伤肝肺肾胃腹胸头手腿脚眼耳母父妻夫儿女家]))"
)
_ACTS = re.compile(rf"(?:{_STARTS}|(?<=[时日因])|(?<=患者)|(?<=患儿))(?P<name>{_SURNAME}{_GIVEN}{{2}})(?={_DEEDS})")
_ACTS_SHORT = re.compile(
    rf"(?:{_STARTS}|(?<=[时日因]))(?P<name>{_SURNAME}{_GIVEN})"
    r"(?=拒绝|说|诉|仍诉|未诉|自[诉述觉行]|称|述|否认|反映|反复|今[晨日早]|昨[晚日夜]|表示|要求|家[属长]|来[院诊]|同意|不[肯愿]|再次)"
)
# A common family name, a character of given names and another one, before what somebody did or felt.
_LIKELY = re.compile(rf"{_STARTS}(?P<name>{_COMMON}(?:{_GIVEN}[{_HAN}]|[{_HAN}]{_GIVEN}))(?={_DEEDS}|[（(，,]\s?\d)")
# A name with a dot between its parts, as of Uyghurs and of foreigners.
_DOTTED = re.compile(rf"(?P<name>[{_HAN}]{{2,8}}(?:[·•・‧][{_HAN}]{{2,8}})+)")
_DOTTED_LEAD = re.compile(rf".*(?:{_BEFORE}|[的为是])(?=[{_HAN}]{{2}})")
_DOTTED_END = re.compile(
    r"(?:因|于|自[述诉]|主诉|诉|说|称|来院|入院|就诊|出院|转|先生|女士|医生|医师|主任|教授|今|昨|现|出现|反复|患者|同意|签|男|女|表示|否认|到|在|为|已|曾|有|无)"
)
_COMPOUND = re.compile(rf"(?P<name>(?:{'|'.join(sorted(chinese_lexicon().compound))}){_GIVEN}{{1,2}})")
_SAYS = re.compile(rf"{_STARTS}(?P<name>{_COMMON}{_GIVEN}{{2}})(?=[说诉称因自述曾今觉感咳发在已近])")
# Who signs: a family name, or more of a name, that ends a line.
_LAST = re.compile(
    rf"(?<=[，,。；;：:！!\s])(?P<name>{_SURNAME}(?:{_GIVEN}"
    rf"|(?<=[{''.join(chinese_lexicon().common)}])[{_HAN}]){{0,2}})(?=\s*(?:\n|$))",
    re.MULTILINE,
)
_CERTAIN = re.compile(rf"(?P<name>{_COMMON}{_GIVEN}{{1,2}})(?=[，,（( ]\s?(?:男|女|\d{{1,3}}\s?岁))")
# Behind these a family name is one, whatever the rest of the name may mean.
_STRONG = re.compile(
    r"(?:姓名|签名|签字|医生|医师|大夫|主任|护士长?|联系人|监护人|家属|患者|病人|患儿|产妇|其[子女妻夫父母弟妹兄姐]|[儿女]子|女儿|丈夫|妻子|母亲|父亲|弟弟|哥哥"
    r"|姐姐|妹妹|妈妈|爸爸|孙子|孙女|邻居|朋友|同事|记录[者人]?|抄送|现将|诊治|送检|术者|助手|陪护|护工|关于)[\s:：为是]{0,3}(?:[（(][^（）()]{1,6}[）)])?\s?$"
)
_DELIMITED = re.compile(r"\s*(?:[，,。；;、（()）\s|:：]|$|男|女|\d)")
_GOES_ON = re.compile(
    rf"(?:{_DEEDS}|陪|送|每|代[诉述]|协助|转[至入诊]|来|午[前后]|夜|打|右|左|清|大夫|主任|医生|联系|电话|家|今|昨|现|自|因|病|入|出|就"
    r"|主诉|签)"
)
_SMALL = frozenset("于和时向应成任常从单全连与由")
# What is filled in behind the name of a field.
_FILLED = re.compile(
    rf"(?:姓名|签名|签字|记录[者人]|(?:接诊|主管|主治|经治|送检|报告|审核|住院|会诊|转诊)(?:医生|医师)|抄送)\s*[:：\s]\s*(?P<name>(?!患者|病人|本人|家属|同上|不详|未|无|见|待|另|科|各|全)[{_HAN}]{{2,4}}?)"
    r"(?=\s*(?:[，,。；;（(\s|]|$|性别|年龄|出生))"
)
# A clause that begins with a name of any characters before a title.
_ANY_TITLED = re.compile(
    rf"{_STARTS}(?P<name>{_SURNAME}(?:(?![科室院管值主首住接责副全总病护年])[{_HAN}]){{1,2}}?)(?=大夫|主任|医生|医师|教授|护士长|先生|女士|阿姨|大爷|老师)"
)
_SIGNED = re.compile(
    rf"(?:谢谢|感谢|致礼|敬礼|此致|记录|医师|签发)[。！!，,：:\s]{{1,3}}(?P<name>{_SURNAME}[{_HAN}]{{0,2}})(?=\s*(?:\n|$))"
    rf"|(?<=[，,。；;：:！!\s])(?P<end>{_COMMON}[{_HAN}]{{1,2}})(?=\s*\Z)"
)
_PATTERNS = (
    _FILLED,
    _ANY_TITLED,
    _TITLED,
    _ADDRESSED,
    _OBJECT,
    _COMPOUND,
    _SAYS,
    _CERTAIN,
    _CLAUSE,
    _ALONE,
    _LAST,
    _ACTS,
    _ACTS_SHORT,
    _LIKELY,
)


def _name_at(text: str, start: int) -> tuple[int, int] | None:
    """The name that begins at `start`, behind a word that announces one."""
    if _NOT_NAMES.match(text, start):
        return None
    names = chinese_lexicon()
    size = 2 if text[start : start + 2] in names.compound else 1
    given = re.match(f"[{_HAN}]{{1,2}}", text[start + size : start + size + 2])
    if given is None:
        return (
            (start, start + size)
            if re.match(r"\s*(?:[，,。；;、\s）)|]|$)", text[start + size : start + size + 3])
            else None
        )
    word = given.group()
    if word[0] in _STOP and word[0] not in names.given:
        return None
    known = [char in names.given for char in word]
    # Both may be of a name, though the second may begin what comes after it.
    long = len(word) == 2 and (word[1] not in _STOP or all(known) or bool(_DELIMITED.match(text, start + size + 2)))
    end = start + size + (2 if long else 1)
    known = known[: end - start - size]
    weak = text[start : start + size] not in names.common and size == 1
    likely = any(known) or bool(_PERSON_NEXT.match(text, end))
    return (start, end) if likely and (not weak or all(known) or bool(_PERSON_NEXT.match(text, end))) else None


def _inside_word(text: str, start: int) -> bool:
    """Whether the character before makes one word with this one."""
    return start > 0 and _NOT_NAMES.match(text, start - 1) is not None


def _whatever(text: str, start: int) -> tuple[int, int] | None:
    """A name of any characters, as long as what is behind it goes on as behind a name."""
    if _NOT_NAMES.match(text, start):
        return None
    size = 2 if text[start : start + 2] in chinese_lexicon().compound else 1
    given = re.match(f"[{_HAN}]{{1,2}}", text[start + size : start + size + 2])
    if given is None:
        return None
    one, two = start + size + 1, start + size + 2
    if given.group()[0] in _STOP and given.group()[0] not in chinese_lexicon().given:
        # 于昨日 and the like are times and places, whatever stands behind.
        ends = [end for end in (one, two) if _DELIMITED.match(text, end)]
        return (start, ends[0]) if ends and text[start] not in _SMALL else None
    if len(given.group()) == 1 or _DELIMITED.match(text, one):
        return start, one
    if _DELIMITED.match(text, two):
        return start, two
    if _GOES_ON.match(text, one):
        return start, one
    return (start, two) if _GOES_ON.match(text, two) else None
