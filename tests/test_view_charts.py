"""Charts: a specification with its data, a picture that needs no script, and a table."""

import json
import re
from base64 import b64decode
from html.parser import HTMLParser
from importlib.util import find_spec

import pytest

from newsextract.data import ROOT, read_text
from newsextract.view import charts
from newsextract.view.bars import bars, levels
from newsextract.view.charts import _SARA_AM, MIME, SHADES, classes, months_between, tile_map, tiles, timeline
from newsextract.view.labels import say_in

drawn_here = pytest.mark.skipif(find_spec("vl_convert") is None, reason="vl-convert is not installed (the extra `explore`)")


def numbers(chart, name):
    return {row[name]: row["count"] for row in chart.rows if row["count"]}


def test_the_map_has_every_province_once():
    grid = tiles()
    assert (
        len(grid) == len({t.iso for t in grid}) == len({(t.row, t.column) for t in grid}) == len({t.code for t in grid}) == 77
    )
    chart = tile_map({"TH-10": 5, "TH-50": 1})
    assert numbers(chart, "province") == {"Bangkok": 5, "Chiang Mai": 1}
    assert numbers(tile_map({"TH-10": 5}, thai=True), "abbr") == {"กทม": 5}
    north, south = (next(t for t in grid if t.en == name) for name in ("Chiang Rai", "Narathiwat"))
    assert north.row < south.row
    assert not tile_map({})


def test_bangkok_does_not_drown_the_other_provinces():
    counts = {tile.iso: at + 1 for at, tile in enumerate(tiles())} | {"TH-10": 100_000}
    chart = tile_map(counts)
    shares = [sum(row["class"] == name for row in chart.rows) for name in {row["class"] for row in chart.rows}]
    assert len(shares) == len(SHADES)
    assert max(shares) - min(shares) <= 1
    legend = chart.spec["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert legend[0] == "0"
    assert legend[-1].endswith("100,000")


@pytest.mark.parametrize(
    "counts", [{}, {"a": 0}, {"a": 1}, {"a": 1, "b": 1}, {"a": 3, "b": 3, "c": 9}, {str(n): n for n in range(40)}]
)
def test_every_number_is_in_one_class(counts):
    cut = classes(counts)
    for n in filter(None, counts.values()):
        assert sum(low <= n <= high for low, high in cut) == 1
    assert len(cut) <= len(SHADES)


def test_the_timeline_has_one_row_per_month():
    chart = timeline({"2023-11": 2, "2024-02": 4, "no date": 9})
    assert [row["month"] for row in chart.rows] == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert numbers(chart, "month") == {"2023-11": 2, "2024-02": 4}
    assert not timeline({})
    assert not timeline({"2024-01": 0})
    assert len(months_between("2014-01", "2024-12")) == 132


@pytest.mark.parametrize("month", ["²²²²-²²", "๒๐๒๔-๐๑", "2024-13", "2024-00", "2024-1\n"])
def test_an_invalid_month_is_not_drawn(month):
    assert not timeline({month: 3})
    assert numbers(timeline({month: 3, "2024-01": 2}), "month") == {"2024-01": 2}


def test_a_misprinted_year_does_not_squeeze_the_timeline_into_one_bar():
    years = {f"{year}-06": 100 for year in range(2016, 2021)}
    chart = timeline(years | {"3020-03": 1, "1999-01": 1})
    assert chart.note == "2 far off are not drawn"
    assert numbers(chart, "month") == years
    few = timeline({"2016-06": 3, "3020-03": 1})  # one of four is not rare
    assert numbers(few, "month")["3020-03"] == 1
    assert not few.note
    assert "2015-06" in numbers(timeline(years | {"2015-06": 1}), "month")  # it hardly lengthens the axis


def test_axes_are_in_the_language_of_the_page():
    counts = {"2020-01": 2, "2023-05": 3}
    thai = timeline(counts, say=say_in("th"), buddhist=True).vega_lite()
    assert "543" in thai["encoding"]["x"]["axis"]["labelExpr"]
    assert thai["encoding"]["y"]["axis"]["title"] == "ระเบียน"
    assert "543" not in json.dumps(timeline(counts).vega_lite())


@drawn_here
def test_every_label_of_a_short_timeline_has_its_year():
    labels = re.findall(r">([0-9][0-9-]{3,})<", timeline({"2022-11": 1, "2024-03": 1}).svg())
    assert labels
    assert all(re.fullmatch(r"202[234]-\d\d", label) for label in labels)


@drawn_here
@pytest.mark.parametrize(
    "chart",
    [
        timeline({"2020-01": 2, "2023-05": 3}),
        tile_map({"TH-10": 900, "TH-50": 3, "TH-96": 1}),
        bars([("ประชุม", 1234), ("<b>", 2)], "by type", heading="type", number="records"),
    ],
    ids=lambda chart: chart.name,
)
def test_without_script_a_chart_is_a_picture_with_a_table(chart):
    html = chart.static_html()
    assert html == chart.static_html()
    assert "<script" not in html
    assert html.count("<svg") == 1
    assert "<table" in html
    assert "<b>" not in re.sub("<b></b>", "", html)
    for row in chart.rows:
        if row["count"]:
            assert f"{row['count']:,}" in html
    HTMLParser().feed(html)


@drawn_here
def test_a_month_with_twice_as_many_has_a_bar_twice_as_tall():
    svg = timeline({"2023-11": 2, "2024-02": 4}).svg()
    tall = sorted(float(h) for h in re.findall(r'aria-roledescription="bar" d="M[^"]*?v([\d.]+)h', svg) if float(h))
    assert len(tall) == 2
    assert tall[1] == pytest.approx(2 * tall[0])


def test_without_vl_convert_the_numbers_are_a_table(monkeypatch):
    monkeypatch.setattr(charts, "find_spec", lambda _name: None)
    assert timeline({"2024-02": 4}).static_html().startswith("<table")


def test_a_chart_s_words_cannot_leave_its_element():
    chart = bars([("</script><script>alert(1)</script>", 1)], "t", heading="h", number="n")
    assert "<" not in chart.json()
    assert json.loads(chart.json())["data"]["values"][0]["label"].startswith("</script>")
    assert "<script" not in chart.table()


def test_a_notebook_gets_the_specification_and_its_picture(monkeypatch):
    bundle, sizes = timeline({"2024-02": 4})._repr_mimebundle_()
    assert bundle[MIME]["data"]["values"] == [{"month": "2024-02", "count": 4}]
    assert bundle["text/plain"] == bundle[MIME]["title"]
    if "image/png" in bundle:
        picture = b64decode(bundle["image/png"])
        assert picture.startswith(b"\x89PNG")
        assert sizes["image/png"]["width"] == 640
    monkeypatch.setattr(charts, "find_spec", lambda _name: None)
    assert set(timeline({"2024-02": 4})._repr_mimebundle_()[0]) == {MIME, "text/html", "text/plain"}  # a table instead


def test_pictures_space_both_spellings_of_sara_am_alike():
    pytest.importorskip("vl_convert")
    pytest.importorskip("PIL")

    def width(name):
        return bars([(name, 1)], "t", heading="h", number="n")._repr_mimebundle_()[1]["image/png"]["width"]

    assert width("น้ำท่วม น้ำท่วม") == width("นํ้าท่วม นํ้าท่วม")  # sara am as one code point and as two
    assert _SARA_AM.sub("\u0e4d\\1\u0e32", "คำ น้ำ") == "คํา นํ้า"


def test_altair_s_charts_look_like_the_report_in_a_notebook():
    alt = pytest.importorskip("altair", reason="the extra `notebooks` is not installed")
    from IPython.core.interactiveshell import InteractiveShell

    from newsextract.view import load_ipython_extension

    with alt.renderers.enable("default"), alt.theme.enable("default"):
        load_ipython_extension(InteractiveShell())
        chart = alt.Chart(alt.Data(values=[{"name": "a\x00", "n": 1}])).mark_bar().encode(x="n:Q", y="name:N")
        shown, _ = chart._repr_mimebundle_()
    assert shown[MIME]["config"] == charts.NOTEBOOK_CONFIG
    assert shown[MIME]["data"] == {"values": [{"name": "a\ufffd", "n": 1}]}
    assert shown[MIME]["$schema"] == charts.SCHEMA


def test_the_shipped_library_is_what_its_notice_says_and_needs_no_eval():
    import hashlib

    notice = read_text("view/NOTICE.md")
    for path in sorted((ROOT / "view" / "vega").glob("*.js")):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in notice, path.name
    assert "Copyright (c) 2015-2023, University of Washington Interactive Data Lab" in read_text("view/vega/LICENSE")


def test_levels_are_stacked_to_equal_length_and_listed(capfd):
    pytest.importorskip("vl_convert")
    names = ["0.95 and more", "below 0.5"]
    chart = levels({"start": {names[0]: 3, names[1]: 1}, "venue": {names[1]: 2}}, names, "values by level", heading="slot")
    assert [row["level1"] for row in chart.rows] == [1, 2]
    assert names[0] in chart.table()
    drawn = chart.svg()
    assert all(word in drawn for word in ("start", "venue", *names))
    assert drawn.count('fill="#0072b2"') >= 2  # in its bar and in the legend
    assert capfd.readouterr() == ("", "")  # the library prints what it cannot draw


def test_bars_carry_other_columns_in_their_table():
    chart = bars([("a", 2), ("b", 1)], "letters", heading="letter", number="number", more={"share": ["66.7%", "33.3%"]})
    assert "66.7%" in chart.table()
    assert chart.vega_lite()["layer"][0]["mark"]["type"] == "bar"
