"""Make the place gazetteers from geothai and Babel: provinces, districts, subdistricts, countries.

    python -m training.gazetteers            # needs: pip install geothai babel

Writes src/newsextract/data/gazetteers/{provinces,districts,subdistricts,countries}.csv.
"""

from __future__ import annotations

import csv
import re

from newsextract.across.learn import write as write_csv
from training.shared import ROOT, run

FOLDER = ROOT / "src/newsextract/data/gazetteers"
#: names used in Thai news besides CLDR's long country names, by ISO 3166-1 alpha-2 code
ALIASES = ROOT / "training/country_aliases.csv"
#: CLDR codes that are not countries
NON_COUNTRY_CODES = {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"}


def places() -> None:
    """Write the provinces, districts and subdistricts of geothai; DOPA province codes are the digits of ISO 3166-2:TH."""
    import geothai
    from pythainlp.corpus import provinces

    details: list[dict[str, str]] = provinces(details=True)  # type: ignore[assignment]
    abbreviations = {row["name_th"]: row["abbr_th"] for row in details}
    found = [(f"TH-{p.code}", p.name_th, p.name_en, abbreviations.get(p.name_th, "")) for p in geothai.provinces()]
    districts = [(f"TH-{p.code}", d) for p in geothai.provinces() for d in geothai.districts(p.code)]
    write_csv(sorted(found), FOLDER / "provinces.csv", ("iso", "th", "en", "abbr"))
    named = (
        (re.sub(r"^(?:อำเภอ|เขต)", "", d.name_th), re.sub(r"^Khet ", "", d.name_en), province) for province, d in districts
    )
    write_csv(sorted(named), FOLDER / "districts.csv", ("th", "en", "province"))
    subdistricts = ((s.name_th, province) for province, d in districts for s in geothai.subdistricts(d.code))
    rows = {(re.sub(r"^(?:ตำบล|แขวง)", "", name), p) for name, p in subdistricts}
    write_csv(sorted(rows), FOLDER / "subdistricts.csv", ("th", "province"))


def countries() -> None:
    """Write the countries in Thai and English from CLDR, with other names used in the news."""
    from babel import Locale

    with ALIASES.open(encoding="utf-8") as file:
        rows = {(row["iso"], row["language"], name) for row in csv.DictReader(file) for name in row["names"].split("|")}
    territories = {language: Locale(language).territories for language in ("th", "en")}
    isos = {iso for iso in map(str, territories["th"]) if len(iso) == 2 and iso.isalpha() and iso not in NON_COUNTRY_CODES}
    rows |= {(iso, language, names[iso]) for language, names in territories.items() for iso in isos}
    named = {(*key, name.split(" (")[0]) for *key, name in rows if key[0] in isos}
    write_csv(sorted(named), FOLDER / "countries.csv", ("iso", "language", "name"))


def main() -> None:
    """Write the four files."""
    places()
    countries()


if __name__ == "__main__":
    run(main)
