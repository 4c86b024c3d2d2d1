#!/usr/bin/env python3
"""Reduces published tables to the small Manchester tables in models/safety/places/manchester/.

Usage: reduce_manchester.py DATA_FOLDER OUTPUT_FOLDER
DATA_FOLDER holds the tables named in models/safety/places/manchester.toml, filtered to Greater Manchester, as UTF-8
CSV. Standard library only. What is estimated rather than copied is said where it happens and in docs/places.md.
"""
import csv
import pathlib
import sys

DISTRICT = "E08000003"
# Lower ends of the age bands; 15-19 is cut at 18, where a university city changes most.
BANDS = [0, 5, 10, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85]
OLDEST = 90
# Census day 27 March 2011, and 30 June 2016: the middle of mid-2013 to mid-2014 lies this far between them.
WEIGHT_OF_2016 = (2014.0 - 2011.235) / (2016.5 - 2011.235)
SIZES = ["1 person in household"] + [f"{n} people in household" for n in range(2, 8)] + ["8 or more people in household"]
ETHNIC_GROUPS = {
    "asian": "Asian, Asian British or Asian Welsh",
    "black": "Black, Black British, Black Welsh, Caribbean or African",
    "mixed": "Mixed or Multiple ethnic groups",
    "white": "White",
    "other": "Other ethnic group",
}
SINGLE = "Single family household: "
COMPOSITION = {
    "one_person": ["One person household"],
    "one_person_66": ["One person household: Aged 66 years and over"],
    "couple_66": [SINGLE + "All aged 66 years and over"],
    "couple_alone": [SINGLE + "Married or civil partnership couple: No children",
                     SINGLE + "Cohabiting couple family: No children"],
    "couple_children": [SINGLE + "Married or civil partnership couple: Dependent children",
                        SINGLE + "Cohabiting couple family: With dependent children"],
    "couple_adult_children": [SINGLE + "Married or civil partnership couple: All children non-dependent",
                              SINGLE + "Cohabiting couple family: All children non-dependent"],
    "lone_children": [SINGLE + "Lone parent family: With dependent children"],
    "lone_adult_children": [SINGLE + "Lone parent family: All children non-dependent"],
    "other_children": ["Other household types: With dependent children"],
    "other_adults": [SINGLE + "Other single family household",
                     "Other household types: Other, including all full-time students and all aged 66 years and over"],
}
ACTIVITIES = ["student", "employed", "unemployed", "inactive", "retired"]


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def by_code(path, key, codes=None):
    return {row[key]: row for row in rows_of(path) if codes is None or row[key] in codes}


def single_years(row, youngest="age_0"):
    """Persons aged 0 .. 89 and 90 and over."""
    ages = [float(row[youngest])] + [float(row[f"age_{age}"]) for age in range(1, OLDEST)]
    last = [name for name in row if name.startswith("age_9") and name != "age_9"]
    return ages + [sum(float(row[name]) for name in last)]


def census_2021(data, table, columns, wanted):
    """Columns of a Census 2021 table, moved from 2021 to 2011 areas: parts of a split area are added up; an area made
    of two is divided by their people in mid-2016."""
    folder = data / "census"
    rows = by_code(next(folder.glob(f"census2021_{table}_*")), "lsoa21_code")
    moved = {code: [0.0] * len(columns) for code in wanted["people_2016"]}
    for code21, parts in wanted["parts"].items():
        total = sum(wanted["people_2016"][part] for part in parts)
        for part in parts:
            share = wanted["people_2016"][part] / total
            for index, column in enumerate(columns):
                moved[part][index] += share * float(rows[code21][column])
    return moved


def economic_activity(areas, data):
    """Area by activity, aged 16 and over, by iterative proportional fitting: rows are the area's people of 16 and over,
    columns the city's shares in Census 2021, the start is students (TS062), people of pension age, and never
    worked or long-term unemployed (TS062)."""
    city = dict.fromkeys(ACTIVITIES, 0.0)
    for row in rows_of(data / "census" / "2021_economic_activity_status_la_gm.csv"):
        if row["area_code"] == DISTRICT:
            city[activity_of(row["economic_activity_status"])] += float(row["value"])
    table = []
    for area in areas:
        adults = area["adults"]
        student = adults * area["student_share"]
        retired = min(0.85 * area["aged_66"] + 0.3 * area["aged_60_65"], 0.8 * (adults - student))
        workless = adults * area["workless_share"]
        rest = max(adults - student - retired - 1.5 * workless, 0.1 * adults)
        table.append([student + 1, rest, 0.5 * workless + 1, workless + 1, retired + 1])
    everyone = sum(area["adults"] for area in areas)
    columns = [city[name] / sum(city.values()) * everyone for name in ACTIVITIES]
    for _ in range(200):
        for index, wanted in enumerate(columns):
            factor = wanted / sum(row[index] for row in table)
            for row in table:
                row[index] *= factor
        for row, area in zip(table, areas):
            factor = area["adults"] / sum(row)
            row[:] = [value * factor for value in row]
    return table


def activity_of(status):
    if "full-time student:" in status or status.endswith("Student"):
        return "student"
    for word, name in (("In employment", "employed"), ("Unemployed", "unemployed"), ("Retired", "retired")):
        if word in status:
            return name
    return "inactive"


def crime_counts(data):
    """One month of counts that stand in for shops and for street and night life."""
    kinds = {"Shoplifting": "shoplifting", "Robbery": "street", "Theft from the person": "street", "Public order": "street"}
    counts = {}
    for row in rows_of(data / "crime" / "gm_2016-06_lsoa_type_outcome.csv"):
        kind = kinds.get(row["crime_type"])
        if kind:
            area = counts.setdefault(row["lsoa_code"], {"shoplifting": 0, "street": 0})
            area[kind] += int(row["count"])
    return counts


def gather(data):
    geography = data / "geography"
    lookup = {row["lsoa11_code"]: row for row in rows_of(geography / "lsoa11_lookup.csv") if row["lad_code"] == DISTRICT}
    codes = set(lookup)
    people_2011 = by_code(data / "population" / "2011_manchester_lsoa11_single_year_age_census.csv", "lsoa11_code", codes)
    people_2016 = by_code(data / "population" / "gm_lsoa11_single_year_age_mid2016.csv", "lsoa11_code", codes)
    parts = {}
    for row in rows_of(geography / "lsoa11_lsoa21_lookup.csv"):
        if row["lsoa11_code"] in codes:
            parts.setdefault(row["lsoa21_code"], []).append(row["lsoa11_code"])
    wanted = {"people_2016": {code: float(people_2016[code]["all_ages"]) for code in codes}, "parts": parts}
    tables = {
        "sizes": census_2021(data, "ts017", SIZES, wanted),
        "ethnic": census_2021(data, "ts021", list(ETHNIC_GROUPS.values()), wanted),
        "sexes": census_2021(data, "ts008", ["Female", "Male"], wanted),
        "composition": census_2021(data, "ts003", sorted({c for cs in COMPOSITION.values() for c in cs}), wanted),
        "classes": census_2021(data, "ts062", ["Total: All usual residents aged 16 years and over",
                                               "L14.1 and L14.2 Never worked and long-term unemployed",
                                               "L15 Full-time students"], wanted),
    }
    names = {"deprivation": by_code(data / "deprivation" / "gm_lsoa11_imd2015_domains.csv", "lsoa11_code", codes),
             "centroid": by_code(geography / "lsoa11_centroid_area.csv", "lsoa11_code", codes)}
    crimes = crime_counts(data)
    composition_columns = sorted({c for cs in COMPOSITION.values() for c in cs})
    areas = []
    for code in sorted(codes):
        then, later = single_years(people_2011[code], "age_under_1"), single_years(people_2016[code])
        ages = [a + WEIGHT_OF_2016 * (b - a) for a, b in zip(then, later)]
        adults, workless, students = tables["classes"][code]
        households = dict(zip(composition_columns, tables["composition"][code]))
        areas.append({
            "code": code, "row": lookup[code], "ages": ages,
            "adults": sum(ages[16:]), "aged_60_65": sum(ages[60:66]), "aged_66": sum(ages[66:]),
            "student_share": students / adults, "workless_share": workless / adults,
            "sizes": tables["sizes"][code], "ethnic": tables["ethnic"][code], "sexes": tables["sexes"][code],
            "composition": [sum(households[c] for c in columns) for columns in COMPOSITION.values()],
            "deprivation": names["deprivation"][code], "centroid": names["centroid"][code],
            "crimes": crimes.get(code, {"shoplifting": 0, "street": 0}),
        })
    return areas


def band_label(index):
    return f"age_{BANDS[index]}" + ("_plus" if index + 1 == len(BANDS) else f"_{BANDS[index + 1] - 1}")


def write_areas(areas, activities, path):
    header = (["code", "name", "ward", "longitude", "latitude", "area_km2", "deprivation_score", "deprivation_decile",
               "crime_score", "shoplifting_2016_06", "street_crime_2016_06", "female_share", "residents_2021"]
              + [band_label(i) for i in range(len(BANDS))] + [f"households_{n}" for n in range(1, 9)]
              + list(COMPOSITION) + list(ETHNIC_GROUPS) + ACTIVITIES)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for area, activity in zip(areas, activities):
            bands = [sum(area["ages"][low:high]) for low, high in zip(BANDS, BANDS[1:] + [OLDEST + 1])]
            female, male = area["sexes"]
            deprivation = area["deprivation"]
            imd = "index_of_multiple_deprivation_imd_"
            counts = bands + area["sizes"] + area["composition"] + area["ethnic"] + activity
            writer.writerow(
                [area["code"], area["row"]["lsoa11_name"], area["row"]["ward17_name"],
                 f'{float(area["centroid"]["centroid_lon"]):.5f}', f'{float(area["centroid"]["centroid_lat"]):.5f}',
                 f'{float(area["centroid"]["area_km2"]):.3f}', deprivation[imd + "score"], deprivation[imd + "decile"],
                 deprivation["crime_score"], area["crimes"]["shoplifting"], area["crimes"]["street"],
                 f"{female / (female + male):.4f}", round(female + male)] + [round(value) for value in counts])


def write_ages(areas, data, path):
    """The city by single year of age: people of 2013/14, and the female share of Census 2021."""
    sexes = {}
    for row in rows_of(data / "census" / "2021_population_by_sex_and_age_la_gm.csv"):
        if row["area_code"] == DISTRICT and row["sex"] in ("Female", "Male"):
            words = row["age"].split()
            age = 0 if "under" in words else int(words[1])
            sexes.setdefault(age, {})[row["sex"]] = float(row["value"])
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["age", "people", "female_share"])
        for age in range(OLDEST + 1):
            female, male = sexes[age]["Female"], sexes[age]["Male"]
            people = sum(area["ages"][age] for area in areas)
            writer.writerow([age, round(people), f"{female / (female + male):.4f}"])


def write_neighbours(areas, data, path):
    index = {area["code"]: number for number, area in enumerate(areas)}
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["area_a", "area_b"])
        for row in rows_of(data / "geography" / "lsoa11_adjacency.csv"):
            if row["lsoa11_a"] in index and row["lsoa11_b"] in index:
                writer.writerow([row["lsoa11_a"], row["lsoa11_b"]])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    areas = gather(data)
    output.mkdir(parents=True, exist_ok=True)
    write_areas(areas, economic_activity(areas, data), output / "areas.csv")
    write_ages(areas, data, output / "ages.csv")
    write_neighbours(areas, data, output / "neighbours.csv")


if __name__ == "__main__":
    main()
