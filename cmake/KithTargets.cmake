# One library a folder, made of every source in it; the repository root is the include root. What is installed is found
# by find_package(kith) as kith::<name>, with the same includes.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(fmt REQUIRED)
find_package(Boost 1.74 REQUIRED)

add_library(kith_options INTERFACE)
target_include_directories(kith_options INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                                                  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/kith>)
target_compile_features(kith_options INTERFACE cxx_std_20)
# GCC 12 sees overlaps where strings are joined that are not there (its bug 105651).
target_compile_options(kith_options INTERFACE "$<BUILD_INTERFACE:-Wall;-Wextra;-Wshadow;-Wconversion;-Wno-sign-conversion;-Wno-restrict>")
if(KITH_WARNINGS_AS_ERRORS)
  target_compile_options(kith_options INTERFACE $<BUILD_INTERFACE:-Werror>)
endif()
# Results must not depend on how the compiler fuses or reorders floating-point arithmetic.
target_compile_options(kith_options INTERFACE -ffp-contract=off)
if(KITH_SANITIZERS)
  target_compile_options(kith_options INTERFACE -fsanitize=${KITH_SANITIZERS} -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer)
  target_link_options(kith_options INTERFACE -fsanitize=${KITH_SANITIZERS})
endif()

# What nearly every source includes is compiled once a library. The dev preset does without, so that a source that leans on
# it is found.
set(kith_precompiled <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory> <optional> <set> <span>
                     <stdexcept> <string> <string_view> <vector> <fmt/format.h>)

# Installs a library, and the headers given, which are relative to the root, as kith::<exported>.
function(kith_install name exported)
  set_target_properties(${name} PROPERTIES EXPORT_NAME ${exported})
  install(TARGETS ${name} EXPORT kith ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/kith)
  foreach(header IN LISTS ARGN)
    get_filename_component(folder ${header} DIRECTORY)
    install(FILES ${PROJECT_SOURCE_DIR}/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/kith/${folder})
  endforeach()
endfunction()

# Installs every header of the current folder, but for those named.
function(kith_install_headers)
  file(RELATIVE_PATH room ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set(excluded "")
  foreach(header IN LISTS ARGN)
    list(APPEND excluded PATTERN ${header} EXCLUDE)
  endforeach()
  install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/kith/${room}
          FILES_MATCHING PATTERN *.hpp ${excluded})
endfunction()

# Writes what find_package(kith) reads. Once, after all targets.
function(kith_install_package)
  set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/kith)
  install(TARGETS kith_options EXPORT kith)
  set_target_properties(kith_options PROPERTIES EXPORT_NAME options)
  install(EXPORT kith NAMESPACE kith:: FILE kithTargets.cmake DESTINATION ${folder})
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/kithConfig.cmake.in ${PROJECT_BINARY_DIR}/kithConfig.cmake
                                INSTALL_DESTINATION ${folder})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/kithConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/kithConfig.cmake ${PROJECT_BINARY_DIR}/kithConfigVersion.cmake DESTINATION ${folder})
endfunction()

# Compiles several sources as one, for a first build: what they include is read once. Sources in one library may then not
# use one name for two things, even where only they see it.
function(kith_unify name)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${KITH_UNITY} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

function(kith_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC kith_options ${ARGN})
  target_precompile_headers(${name} PRIVATE ${kith_precompiled})
  kith_unify(${name})
endfunction()

# One room of the engine, a library of its own: kith_engine_<room>, made of every source in its folder. What follows are the
# rooms it sees and other libraries.
function(kith_engine_room room)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/*.cpp)
  set(name kith_engine_${room})
  get_property(rooms GLOBAL PROPERTY KITH_ENGINE_ROOMS)
  set(links ${ARGN})
  foreach(known IN LISTS rooms)
    list(TRANSFORM links REPLACE "^${known}$" kith_engine_${known})
  endforeach()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC kith_options ${links})
    kith_precompile_in_engine(${name})
    kith_unify(${name})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE kith_options ${links})
  endif()
  kith_install(${name} engine_${room})
  set_property(GLOBAL APPEND PROPERTY KITH_ENGINE_ROOMS ${room})
endfunction()

# What is compiled once a library is compiled once for all of the engine.
function(kith_precompile_in_engine name)
  get_property(first GLOBAL PROPERTY KITH_ENGINE_PRECOMPILED)
  if(first)
    target_precompile_headers(${name} REUSE_FROM ${first})
    target_link_libraries(${name} PRIVATE fmt::fmt)
  else()
    target_precompile_headers(${name} PRIVATE ${kith_precompiled})
    set_property(GLOBAL PROPERTY KITH_ENGINE_PRECOMPILED ${name})
  endif()
endfunction()

# All rooms of the engine together: kith_engine, which others link.
function(kith_engine_of_rooms)
  get_property(rooms GLOBAL PROPERTY KITH_ENGINE_ROOMS)
  list(TRANSFORM rooms PREPEND kith_engine_)
  add_library(kith_engine INTERFACE)
  target_link_libraries(kith_engine INTERFACE kith_options ${rooms} Threads::Threads)
  kith_install(kith_engine engine)
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
  set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS "-Wno-overlength-strings"
                              SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
