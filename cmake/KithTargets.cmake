# One library a folder, made of every source in it; the repository root is the include root.
find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(fmt REQUIRED)
find_package(Boost 1.74 REQUIRED)

add_library(kith_options INTERFACE)
target_include_directories(kith_options INTERFACE ${PROJECT_SOURCE_DIR})
# GCC 12 sees overlaps where strings are joined that are not there (its bug 105651).
# Results must not depend on how the compiler fuses or reorders floating-point arithmetic.
target_compile_options(kith_options INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wno-restrict -ffp-contract=off)
if(KITH_WARNINGS_AS_ERRORS)
  target_compile_options(kith_options INTERFACE -Werror)
endif()
if(KITH_SANITIZERS)
  target_compile_options(kith_options INTERFACE -fsanitize=${KITH_SANITIZERS} -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer)
  target_link_options(kith_options INTERFACE -fsanitize=${KITH_SANITIZERS})
endif()

# What nearly every source includes is compiled once a library. The dev preset does without, so that a source that leans on
# it is found.
set(kith_precompiled <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory> <optional> <set> <span>
                     <stdexcept> <string> <string_view> <vector> <fmt/format.h>)

function(kith_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC kith_options ${ARGN})
  target_precompile_headers(${name} PRIVATE ${kith_precompiled})
endfunction()

# Compiles the text of files into `target`; read back by the generated function
# std::span<const kith::EmbeddedFile> <function>() (see engine/embedded.hpp). Names are relative to the folder.
function(kith_embed target function folder)
  list(TRANSFORM ARGN PREPEND ${folder}/ OUTPUT_VARIABLE patterns)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${patterns})
  list(SORT files)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${function}_embedded.cpp)
  string(REPLACE ";" "|" file_list "${files}")
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DFUNCTION=${function} -DFOLDER=${folder} "-DFILES=${file_list}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
  set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS "-Wno-overlength-strings")
endfunction()
