# SPDX-License-Identifier: GPL-3.0-or-later

# heatreel_embed(TARGET FUNCTION FILE...): builds files into the library and defines
# (declared where it is used, see base/embedded.hpp)
#   std::span<const base::EmbeddedFile> base::FUNCTION()
# which gives each file's name (without folder) and bytes.
function(heatreel_embed target function)
  set(declarations "")
  set(entries "")
  set(blocks "")
  foreach(file IN LISTS ARGN)
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER "heatreel_embedded_${function}_${name}" symbol)
    string(APPEND blocks "asm(\".section .rodata\\n.balign 16\\n.global ${symbol}\\n${symbol}:\\n"
           ".incbin \\\"${file}\\\"\\n.global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n")
    string(APPEND declarations "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
    string(APPEND entries "      {\"${name}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
  endforeach()
  set(source ${PROJECT_BINARY_DIR}/generated/embedded_${function}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT
"#include \"heatreel/base/embedded.hpp\"
@blocks@
extern \"C\" {
@declarations@}
namespace heatreel::base {
std::span<const EmbeddedFile> @function@() {
  static const EmbeddedFile files[] = {
@entries@  };
  return files;
}
}  // namespace heatreel::base
" @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${ARGN}" SKIP_LINTING ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
