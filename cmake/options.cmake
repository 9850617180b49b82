# SPDX-License-Identifier: MIT
# Compiler options that every target of the project shares.
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -ffp-contract=off)
# g++ 12 warns of overlaps in std::string that cannot be (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-Wno-restrict)
endif()

find_program(EXPC_CCACHE ccache)
if(EXPC_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${EXPC_CCACHE})
endif()

# Where many files are one unit, a local name may hide what is file-local in another file, and g++ takes
# what is file-local for a part of a header.
if(CMAKE_UNITY_BUILD)
  add_compile_options(-Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(EXPC_WERROR)
  add_compile_options(-Werror)
endif()

if(EXPC_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
