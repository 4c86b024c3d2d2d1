// A small published world to make places of: district Alpha with four areas of 2011 (one split and two merged by 2021),
// and Beta with one. Figures are chosen so that what must come out can be worked out by hand.
#pragma once

#include "tests/tools/program.hpp"

#include <map>

namespace kith::tools {

class PlaceWorld : public Program {
 protected:
  PlaceWorld() {
    write("lookup.csv",
          "lsoa11_code,lsoa11_name,ward17_code,ward17_name,lad_code,lad_name\n"
          "A4,\"Alpha 4, the last\",W2,,D01,Alpha\nA1,Alpha 1,W1,North,D01,Alpha\nA2,Alpha 2,W1,North,D01,Alpha\n"
          "A3,Alpha 3,W2,,D01,Alpha\nB1,Beta 1,W3,South,D02,Beta\n");
    write("vintages.csv", "lsoa11_code,lsoa21_code\nA1,A1\nA2,A2x\nA2,A2y\nA3,A34\nA4,A34\nB1,B1\n");
    write("people.csv",
          ages({{"A1", "D01", 10}, {"A2", "D01", 10}, {"A3", "D01", 2}, {"A4", "D01", 6}, {"B1", "D02", 10}}));
    write("sex.csv", census("Female,Male", {"60,40", "20,30", "30,20", "20,60", "1,1"}));
    const std::string sizes =
        "0 people in household,1 person in household,2 people in household,3 people in household,4 people in household,"
        "5 people in household,6 people in household,7 people in household,8 or more people in household";
    write("size.csv", census(sizes, {"0,8,4,3,2,1,0,0,0", "0,1,2,3,0,0,0,0,0", "9,4,4,4,0,0,0,0,0",
                                     "0,4,8,12,16,0,0,0,4", "0,1,1,1,1,1,1,1,1"}));
    write("composition.csv", census(composition_columns, std::vector<std::string>(5, "8,3,1,2,1,1,0,1,0,1,1,1,0,1")));
    write("ethnic.csv",
          census("\"Asian, Asian British or Asian Welsh\",\"Black, Black British, Black Welsh, Caribbean or African\","
                 "Mixed or Multiple ethnic groups,White,Other ethnic group",
                 {"10,5,5,75,5", "10,10,10,10,10", "5,5,5,30,5", "20,20,10,20,10", "1,0,0,0,1"}));
    write("class.csv",
          census(
              "Total: All usual residents aged 16 years and over,L14.1 and L14.2 Never worked and long-term unemployed,"
              "L15 Full-time students",
              {"80,8,8", "40,4,4", "40,4,8", "60,6,6", "2,0,0"}));
    write("activity.csv",
          "area_code,area_name,economic_activity_status,value\n"
          "D01,Alpha,Economically active (excluding full-time students): In employment: Employee: Full-time,100\n"
          "D01,Alpha,Economically active (excluding full-time students): Unemployed,20\n"
          "D01,Alpha,Economically active and a full-time student: Unemployed,5\n"
          "D01,Alpha,Economically inactive: Student,25\nD01,Alpha,Economically inactive: Retired,30\n"
          "D01,Alpha,Economically inactive: Other,20\nD02,Beta,Economically inactive: Other,9\n");
    std::string sexes = "area_code,area_name,age,sex,value\n";
    for (int age = 0; age <= 90; ++age) {
      const std::string words =
          age == 0 ? "Aged under 1 year" : "Aged " + std::to_string(age) + " years" + (age == 90 ? " and over" : "");
      sexes += "D01,Alpha," + words + ",Female," + std::to_string(age < 50 ? 50 : 60) + "\nD01,Alpha," + words +
               ",Male," + std::to_string(age < 50 ? 50 : 40) + "\n";
    }
    write("sexes.csv", sexes);
    write("deprivation.csv",
          "lsoa11_code,lad_code,imd_score,imd_rank,imd_decile,crime_score,crime_rank\nA1,D01,50.125,100,1,1.5,200\n"
          "A2,D01,20.5,1000,5,0.5,900\nA3,D01,10,2000,10,-1.25,3000\nA4,D01,45,200,1,0.75,800\nB1,D02,1,3000,10,-2,"
          "4000\n");
    write("centroids.csv",
          "lsoa11_code,lad_code,centroid_lon,centroid_lat,area_km2\nA1,D01,-2.25,53.5,1.5\nA2,D01,-2.2,53.5,1\n"
          "A3,D01,-2.2,53.45,0.25\nA4,D01,-2.25,53.45,2\nB1,D02,0,50,1\n");
    write("borders.csv", "lsoa11_a,lsoa11_b\nA1,A2\nA1,A4\nA2,A3\nA3,A4\nA4,B1\n");
    write("crime.csv",
          "lsoa_code,crime_type,count\nA1,Shoplifting,7\nA1,Robbery,1\nA1,Public order,2\nA3,Theft from the person,4\n"
          "A3,Burglary,9\nB1,Shoplifting,3\n,Robbery,5\n");
    write("alpha.toml", plan());
  }

  struct Area {
    std::string code, district;
    int of_each_age;
  };
  /// People by single year of age, as many of each age.
  static std::string ages(const std::vector<Area>& areas) {
    std::string text = "lsoa11_code,lad_code,all_ages";
    for (int age = 0; age < 90; ++age) text += ",age_" + std::to_string(age);
    text += ",age_90plus\n";
    for (const Area& area : areas) {
      text += area.code + "," + area.district + "," + std::to_string(91 * area.of_each_age);
      for (int age = 0; age <= 90; ++age) text += "," + std::to_string(area.of_each_age);
      text += "\n";
    }
    return text;
  }

  /// A census table of the areas of 2021.
  static std::string census(const std::string& columns, const std::vector<std::string>& rows) {
    static const std::vector<std::string> codes{"A1", "A2x", "A2y", "A34", "B1"};
    std::string text = "lsoa21_code,lad_code," + columns + "\n";
    for (std::size_t i = 0; i < codes.size(); ++i)
      text += codes[i] + (codes[i] == "B1" ? ",D02," : ",D01,") + rows[i] + "\n";
    return text;
  }

  static std::string table(const std::string& name, const std::string& more = "") {
    return "\n[" + name + "]\nfile = \"" + files_of().at(name) +
           "\"\nsource = \"A table\"\npublisher = \"An office\"\npublished = \"2021\"\n" + more;
  }

  static std::string plan(const std::string& head = head_of_plan()) {
    std::string text = head +
                       "\n[[people]]\nfile = \"people.csv\"\nyear = 2016.5\nsource = \"People\"\npublisher = \"An "
                       "office\"\npublished = \"2016\"\n";
    for (const auto& [name, file] : files_of()) text += table(name, name == "deprivation" ? deprivation_columns : "");
    return text;
  }
  static std::string head_of_plan() {
    return "name = \"alpha\"\ntitle = \"Alpha, a town\"\ndistrict = \"Alpha\"\nreference = \"2016\"\nat = 2016.5\n"
           "population_total = 2500\npopulation_source = \"An estimate\"\nmethod = \"As in the guide.\"\n";
  }

  Finished build(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"place", "build", "alpha.toml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return kith(arguments);
  }

  /// Replaces the first `from` of a file.
  void change(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = text_of(file);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << file << ": " << from;
    write(file, text.replace(at, from.size(), to));
  }

 private:
  static const std::map<std::string, std::string>& files_of() {
    static const std::map<std::string, std::string> files{{"areas", "lookup.csv"},
                                                          {"vintages", "vintages.csv"},
                                                          {"sex", "sex.csv"},
                                                          {"household_size", "size.csv"},
                                                          {"ethnic_group", "ethnic.csv"},
                                                          {"household_composition", "composition.csv"},
                                                          {"economic_class", "class.csv"},
                                                          {"economic_activity", "activity.csv"},
                                                          {"sex_by_age", "sexes.csv"},
                                                          {"deprivation", "deprivation.csv"},
                                                          {"centroids", "centroids.csv"},
                                                          {"adjacency", "borders.csv"},
                                                          {"street_level_crime", "crime.csv"}};
    return files;
  }
  static constexpr const char* deprivation_columns =
      "score = \"imd_score\"\ndecile = \"imd_decile\"\nrank = \"imd_rank\"\ncrime_rank = \"crime_rank\"\n";
  static constexpr const char* composition_columns =
      "One person household,One person household: Aged 66 years and over,Single family household: All aged 66 years "
      "and over,"
      "Single family household: Married or civil partnership couple: No children,"
      "Single family household: Married or civil partnership couple: Dependent children,"
      "Single family household: Married or civil partnership couple: All children non-dependent,"
      "Single family household: Cohabiting couple family: No children,"
      "Single family household: Cohabiting couple family: With dependent children,"
      "Single family household: Cohabiting couple family: All children non-dependent,"
      "Single family household: Lone parent family: With dependent children,"
      "Single family household: Lone parent family: All children non-dependent,"
      "Single family household: Other single family household,Other household types: With dependent children,"
      "\"Other household types: Other, including all full-time students and all aged 66 years and over\"";
};

}  // namespace kith::tools
