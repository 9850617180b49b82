# SPDX-License-Identifier: MIT
# The libraries of others, as static ones: `expc` is one file that starts at once and runs on any Linux of its architecture,
# also on a cluster where none of them is installed.
set(static_by_default ON)
if(EXPC_SANITIZE)
  set(static_by_default OFF) # the sanitizers live in shared libraries
endif()
option(EXPC_STATIC "Link expc to nothing that is shared, the C library included" ${static_by_default})

find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(pegtl REQUIRED)
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost REQUIRED COMPONENTS filesystem)
find_package(fmt REQUIRED)

# expc_archive(TARGET FILE HEADER) declares TARGET, an archive that comes without a CMake target for it.
function(expc_archive target file header)
  find_library(${target}_file NAMES ${file} REQUIRED)
  find_path(${target}_headers NAMES ${header} REQUIRED)
  add_library(${target} STATIC IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES
    IMPORTED_LOCATION ${${target}_file} INTERFACE_INCLUDE_DIRECTORIES ${${target}_headers})
endfunction()
expc_archive(expc_sodium libsodium.a sodium.h) # SHA-256
expc_archive(expc_yaml libyaml-cpp.a yaml-cpp/yaml.h)

# Debian has no archive of fmt: fmt_functions.cpp is one.
add_library(expc_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt_functions.cpp)
target_include_directories(expc_fmt SYSTEM PUBLIC $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
