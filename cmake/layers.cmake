# SPDX-License-Identifier: MIT
# expc_layer(NAME FOLDER DEPENDENCIES...) declares the static library expc_NAME of all sources below FOLDER.
# A file of a folder `main/` belongs to a program, never to a library.
function(expc_layer name folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main/")
  if(NOT sources)
    add_library(expc_${name} INTERFACE)
    target_include_directories(expc_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(expc_${name} INTERFACE ${ARGN})
    return()
  endif()
  add_library(expc_${name} STATIC ${sources})
  target_include_directories(expc_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(expc_${name} PUBLIC ${ARGN})
endfunction()
