"""Make the place gazetteers from geothai and Babel: provinces, districts, subdistricts, countries.

    python -m training.gazetteers            # needs: pip install geothai babel

Writes src/newsextract/data/gazetteers/{provinces,districts,subdistricts,countries}.csv.
"""

from __future__ import annotations

import csv
import re

from training.shared import ROOT

HERE = ROOT / "src/newsextract/data/gazetteers"

#: CLDR's long country names beside what Thai news writes; ISO 3166-1 alpha-2
COUNTRY_ALIASES_TH = {
    "LA": ["สปป.ลาว", "สปป. ลาว", "สาธารณรัฐประชาธิปไตยประชาชนลาว"],
    "MM": ["เมียนมา", "เมียนมาร์", "พม่า", "สาธารณรัฐแห่งสหภาพเมียนมา"],
    "KR": ["เกาหลีใต้", "สาธารณรัฐเกาหลี"],
    "KP": ["เกาหลีเหนือ"],
    "GB": ["อังกฤษ", "สหราชอาณาจักร"],
    "US": ["สหรัฐ", "สหรัฐฯ", "สหรัฐอเมริกา", "อเมริกา"],
    "CN": ["จีน", "สาธารณรัฐประชาชนจีน"],
    "RU": ["รัสเซีย", "สหพันธรัฐรัสเซีย"],
    "DE": ["เยอรมนี", "เยอรมัน", "สหพันธ์สาธารณรัฐเยอรมนี"],
    "AE": ["ยูเออี", "สหรัฐอาหรับเอมิเรตส์"],
    "TW": ["ไต้หวัน"],
    "HK": ["ฮ่องกง"],
    "MO": ["มาเก๊า"],
    "TL": ["ติมอร์-เลสเต", "ติมอร์เลสเต"],
    "VN": ["เวียดนาม", "สาธารณรัฐสังคมนิยมเวียดนาม"],
    "KH": ["กัมพูชา", "ราชอาณาจักรกัมพูชา"],
    "BN": ["บรูไน", "บรูไนดารุสซาลาม"],
    "SA": ["ซาอุดีอาระเบีย", "ซาอุดิอาระเบีย", "ราชอาณาจักรซาอุดีอาระเบีย"],
    "TR": ["ตุรกี", "ตุรเคีย", "ทูร์เคีย"],
    "CZ": ["สาธารณรัฐเช็ก", "เช็ก"],
    "NL": ["เนเธอร์แลนด์", "ราชอาณาจักรเนเธอร์แลนด์"],
    "CH": ["สวิตเซอร์แลนด์", "สมาพันธรัฐสวิส"],
    "TH": ["ไทย", "ประเทศไทย", "ราชอาณาจักรไทย", "สยาม"],
    "IN": ["อินเดีย", "สาธารณรัฐอินเดีย"],
    "ID": ["อินโดนีเซีย", "สาธารณรัฐอินโดนีเซีย"],
}
COUNTRY_ALIASES_EN = {
    "LA": ["Lao PDR", "Lao People's Democratic Republic", "Laos"],
    "KR": ["South Korea", "Republic of Korea", "ROK"],
    "KP": ["North Korea", "DPRK"],
    "GB": ["United Kingdom", "UK", "U.K.", "England", "Great Britain", "Britain"],
    "US": ["United States", "USA", "U.S.", "US", "United States of America", "America"],
    "CN": ["China", "People's Republic of China", "PRC"],
    "RU": ["Russia", "Russian Federation"],
    "AE": ["UAE", "United Arab Emirates"],
    "VN": ["Viet Nam", "Vietnam"],
    "TR": ["Turkey", "Türkiye"],
    "BN": ["Brunei Darussalam", "Brunei"],
    "CZ": ["Czech Republic", "Czechia"],
    "MM": ["Myanmar", "Burma"],
    "TL": ["Timor-Leste", "East Timor"],
    "TH": ["Thailand", "Kingdom of Thailand", "Siam"],
    "HK": ["Hong Kong"],
    "MO": ["Macao", "Macau"],
    "TW": ["Taiwan"],
}


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """One CSV, rows sorted so that a rerun gives the same bytes."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(sorted(rows))
    print(name, len(rows))


def places() -> None:
    """Provinces, districts and subdistricts of geothai; DOPA province codes are the digits of ISO 3166-2:TH."""
    import geothai
    from pythainlp.corpus import provinces

    details: list[dict[str, str]] = provinces(details=True)  # type: ignore[assignment]
    by_name = {row["name_th"]: row["abbr_th"] for row in details}
    rows = [[f"TH-{p.code}", p.name_th, p.name_en, by_name.get(p.name_th, "")] for p in geothai.provinces()]
    write("provinces.csv", ["iso", "th", "en", "abbr"], rows)
    districts: list[list[str]] = []
    tambons: list[list[str]] = []
    for province in geothai.provinces():
        for district in geothai.districts(province.code):
            bare = re.sub(r"^(?:อำเภอ|เขต)", "", district.name_th)
            districts.append([bare, re.sub(r"^Khet ", "", district.name_en), f"TH-{province.code}"])
            for tambon in geothai.subdistricts(district.code):
                bare = re.sub(r"^(?:ตำบล|แขวง)", "", tambon.name_th)
                tambons.append([bare, f"TH-{province.code}"])
    write("districts.csv", ["th", "en", "province"], districts)
    write("subdistricts.csv", ["th", "province"], [list(row) for row in {tuple(row) for row in tambons}])


def countries() -> None:
    """Countries in Thai and English from CLDR, with the names that news uses beside them."""
    from babel import Locale

    thai, english = Locale("th").territories, Locale("en").territories
    rows = set()
    for iso, name in thai.items():
        if len(iso) != 2 or not iso.isalpha() or iso in {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"}:
            continue
        names = {(name, "th"), (english[iso], "en")}
        names |= {(alias, "th") for alias in COUNTRY_ALIASES_TH.get(iso, [])}
        names |= {(alias, "en") for alias in COUNTRY_ALIASES_EN.get(iso, [])}
        rows |= {(iso, language, alias.split(" (")[0]) for alias, language in names}
    write("countries.csv", ["iso", "language", "name"], [list(row) for row in rows])


if __name__ == "__main__":
    places()
    countries()
