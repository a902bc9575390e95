import json

import pytest

from scaffold.errors import DataError
from scaffold_financial_sentiment.backtest.known import read_known
from scaffold_financial_sentiment.detection.key import Key

GOOD = {"id": "1", "company": "A", "topic": "legal", "start": "1970-01-02T06:00:00Z", "end": "1970-01-03", "title": "T"}


@pytest.fixture
def written(tmp_path):
    def write(*records):
        path = tmp_path / "known.jsonl"
        path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8")
        return path

    return write


def test_json_lines_ordered_by_start(written):
    early = {"id": 2, "company": "B", "start": 3600, "end": 7200}
    first, second = read_known(written(GOOD, early))
    assert (first.id, first.topic, first.title, first.start, first.end) == ("2", "*", "2", 3600.0, 7200.0)
    assert (second.start, second.end) == (86_400.0 + 6 * 3600, 3 * 86_400.0)


def test_csv_with_chinese_title(tmp_path):
    path = tmp_path / "known.csv"
    path.write_text(
        "id,company,start,end,title\n1,银行,2024年3月5日 14:30,2024-03-06T00:00Z,挤兑\n2,A,2024-01-01,2024-01-01,x\n",
        encoding="utf-8",
    )
    one, two = read_known(path)
    assert (one.company, one.id) == ("A", "2")
    assert one.end - one.start == 86_400
    assert two.title == "挤兑"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"company": ""}, "no company"),
        ({"start": None}, "no start"),
        ({"start": "soon"}, "`start` is no time"),
        ({"end": True}, "`end` is no time"),
        ({"end": "1970-01-01T00:00Z"}, "ends before it starts"),
        ({"company": "Z"}, "no 'Z'"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(written, change, message):
    path = written(GOOD, GOOD | {"id": "2"} | change)
    with pytest.raises(DataError, match=message) as raised:
        read_known(path, companies={"A", "B"})
    assert raised.value.where == f"{path}:2"
    assert raised.value.hint


def test_ids_are_given_once(written):
    with pytest.raises(DataError, match="two incidents '1'"):
        read_known(written(GOOD, GOOD))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_known(tmp_path / "none.csv")


def test_topics_concern_each_other_when_equal_or_all(written):
    (legal,) = read_known(written(GOOD))
    assert legal.concerns(Key("A", "legal"))
    assert legal.concerns(Key("A"))
    assert not legal.concerns(Key("A", "results"))
    assert not legal.concerns(Key("B", "legal"))
