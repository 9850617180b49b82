# SPDX-License-Identifier: MIT
# expc_embed(TARGET TABLE FILES...) puts files into TARGET. The program sees them as
# `std::span<const expc::EmbeddedFile> expc::embedded::TABLE()` (compiler/base/embedded.hpp), sorted by name.
# A file's name is the last part of its path, or its path below FOLDER: expc_embed(TARGET TABLE RELATIVE FOLDER FILES...).
# To embed whatever a folder holds, glob with CONFIGURE_DEPENDS and pass the result.
function(expc_embed target table)
  cmake_parse_arguments(PARSE_ARGV 2 embed "" RELATIVE "")
  set(output ${PROJECT_BINARY_DIR}/embedded/${table}.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DTABLE=${table} "-DROOT=${embed_RELATIVE}" "-DFILES=${embed_UNPARSED_ARGUMENTS}"
            -DOUTPUT=${output} -P ${script}
    DEPENDS ${embed_UNPARSED_ARGUMENTS} ${script}
    COMMENT "Embedding ${table}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
  set_source_files_properties(${output} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
