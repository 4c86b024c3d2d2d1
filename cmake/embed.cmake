# Writes OUTPUT: a C++ source holding the text of FILES (separated by |) as byte arrays.
string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(rows "")
set(index 0)
foreach(file IN LISTS files)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  file(RELATIVE_PATH name ${FOLDER} ${file})
  string(APPEND arrays "const unsigned char file_${index}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${name}\", {reinterpret_cast<const char*>(file_${index}), sizeof(file_${index}) - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Generated from the data files of the folder; do not edit.
#include \"engine/embedded.hpp\"
namespace {
${arrays}const kith::EmbeddedFile files[] = {
${rows}};
}  // namespace
std::span<const kith::EmbeddedFile> ${FUNCTION}() { return files; }
")
