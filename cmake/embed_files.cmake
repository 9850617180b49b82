# SPDX-License-Identifier: MIT
# Writes the table of expc_embed: one raw string for each file. Called at build time with TABLE ROOT FILES OUTPUT.
list(SORT FILES)

set(rows "")
foreach(file IN LISTS FILES)
  if(ROOT)
    file(RELATIVE_PATH name ${ROOT} ${file})
  else()
    get_filename_component(name ${file} NAME)
  endif()
  file(READ ${file} content)
  string(APPEND rows "    {R\"expc_name(${name})expc_name\", R\"expc_text(${content})expc_text\"},\n")
endforeach()

file(WRITE ${OUTPUT} "// Made by cmake/embed_files.cmake.
#include \"compiler/base/embedded.hpp\"

#pragma GCC diagnostic ignored \"-Woverlength-strings\"

namespace expc::embedded {
namespace {
constexpr EmbeddedFile files[] = {
${rows}    {},
};
} // namespace

std::span<const EmbeddedFile> ${TABLE}();
std::span<const EmbeddedFile> ${TABLE}() { return std::span(files).first(std::size(files) - 1); }
} // namespace expc::embedded
")
