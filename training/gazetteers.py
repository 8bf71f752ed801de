"""Make the place gazetteers from geothai and Babel: provinces, districts, subdistricts, countries.

    python -m training.gazetteers            # needs: pip install geothai babel

Writes src/newsextract/data/gazetteers/{provinces,districts,subdistricts,countries}.csv.
"""

from __future__ import annotations

import csv
import re

from training.shared import ROOT

HERE = ROOT / "src/newsextract/data/gazetteers"

#: what Thai news writes beside CLDR's long country names; ISO 3166-1 alpha-2
ALIASES = ROOT / "training/country_aliases.csv"


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

    with ALIASES.open(encoding="utf-8") as file:
        aliases = {(row["iso"], row["language"]): row["names"].split("|") for row in csv.DictReader(file)}
    thai, english = Locale("th").territories, Locale("en").territories
    rows = set()
    for iso, name in thai.items():
        if len(iso) != 2 or not iso.isalpha() or iso in {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"}:
            continue
        names = {(name, "th"), (english[iso], "en")}
        names |= {(alias, language) for language in ("th", "en") for alias in aliases.get((iso, language), ())}
        rows |= {(iso, language, alias.split(" (")[0]) for alias, language in names}
    write("countries.csv", ["iso", "language", "name"], [list(row) for row in rows])


if __name__ == "__main__":
    places()
    countries()
