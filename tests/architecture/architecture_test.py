#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each rule of architecture.py must be able to fail: a small project breaks it."""
import pathlib
import tempfile
import unittest

import architecture

REAL_LAYERS = pathlib.Path(__file__).with_name("layers.txt").read_text()
LICENCE = "// SPDX-License-Identifier: MIT\n"
PAGE = "# E0100: x\n\n```exp\na\n```\n\n```exp\nb\n```\n"


class ArchitectureTest(unittest.TestCase):
    def problems(self, check, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            base = {
                "tests/architecture/layers.txt": REAL_LAYERS,
                "compiler/diagnostics/catalogue.def": 'EXPC_DIAGNOSTIC(E0100, error, "x")\n',
                "compiler/diagnostics/explain/E0100.md": PAGE,
                "grammar/keywords.def": "KEYWORD(true, reserved, literal)\n",
                "tests/golden/a/input.exp": "let a = true\n",
                "tests/golden/a/expected/stderr": "error[E0100]: x\n",
                "tests/explain/expected/E0100.txt": "error[E0100]: x\n",
            }
            for path, text in (base | files).items():
                file = root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                if text is not None:
                    file.write_text(text)
            return list(architecture.CHECKS[check](root))

    def test_a_table_of_files_and_the_sentences_they_cause(self):
        rows = [
            ("layers", "runtime/submit.cpp", '#include "compiler/sema/types.hpp"\n',
             "runtime/submit.cpp includes compiler/sema/types.hpp: runtime may use base, diagnostics"),
            ("layers", "compiler/ir/plan.hpp", '#include "compiler/ast/ast.hpp"\n',
             "compiler/ir/plan.hpp includes compiler/ast/ast.hpp: ir may use base, diagnostics, algebra"),
            ("layers", "compiler/base/a.hpp", '#include "compiler/ast/ast.hpp"\n',
             "compiler/base/a.hpp includes compiler/ast/ast.hpp: base may use no other layer"),
            ("layers", "compiler/sema/a.cpp", "#include <tao/pegtl.hpp>\n",
             "compiler/sema/a.cpp includes tao/pegtl.hpp: PEGTL belongs to grammar and compiler/parse"),
            ("layers", "runtime/a.cpp", "#include <sqlite3.h>\n",
             "runtime/a.cpp includes sqlite3.h: SQLite belongs to runtime/ledger"),
            ("layers", "runtime/a.hpp", "#include <nlohmann/json.hpp>\n",
             "runtime/a.hpp includes nlohmann/json.hpp: only .cpp files may"),
            ("layers", "runtime/a.cpp", "#include <filesystem>\n", "runtime/a.cpp includes filesystem: no file may"),
            ("layers", "runtime/a.cpp", "int pid = ::fork();\n",
             "runtime/a.cpp calls fork: processes belong to runtime/process"),
            ("layers", "compiler/driver/a.cpp", "execvp(a, b);\n",
             "compiler/driver/a.cpp calls execvp: processes belong to runtime/process"),
            ("layers", "compiler/new/a.cpp", "", "compiler/new/a.cpp belongs to no layer of tests/architecture/layers.txt"),
            ("files", "runtime/a.cpp", "int a;\n",
             "runtime/a.cpp does not begin with `SPDX-License-Identifier: MIT`"),
            ("files", "runtime/a.cpp", LICENCE + "\n" * 400, "runtime/a.cpp has 401 lines; the limit is 400"),
            ("files", "runtime/a.hpp", LICENCE, "runtime/a.hpp is a header without `#pragma once`"),
            ("pages", "compiler/diagnostics/catalogue.def", 'EXPC_DIAGNOSTIC(E0100, error, "x")\nEXPC_DIAGNOSTIC(E0101, error, "y")\n',
             "E0101 has no page compiler/diagnostics/explain/E0101.md"),
            ("pages", "compiler/diagnostics/explain/E0100.md", PAGE.replace("# E0100", "# E0101"),
             "the page of E0100 does not begin with `# E0100: `"),
            ("pages", "compiler/diagnostics/explain/E0100.md", PAGE.replace("```exp", "```sh", 1),
             "the page of E0100 needs two ```exp blocks: a failing program and a mended one"),
            ("pages", "compiler/diagnostics/explain/E0999.md", PAGE,
             "compiler/diagnostics/explain/E0999.md explains a code that does not exist"),
            ("messages", "runtime/a.cpp", 'sink.report(diag::Code::E0100, f(a, b), "x").here("y");\n',
             "runtime/a.cpp reports E0100 with 1 arguments; its title has 0 places"),
            ("cases", "tests/golden/a/expected/stderr", "", "E0100 is reported by 1 of the 2 cases that it needs"),
            ("cases", "tests/golden/a/input.exp", "let a = 1\n", "keyword `true` stands in no case of tests/golden"),
        ]
        for check, path, text, sentence in rows:
            with self.subTest(sentence):
                self.assertIn(sentence, self.problems(check, {path: text}))

    def test_what_the_rules_allow(self):
        rows = [
            ("layers", "compiler/sema/a.cpp", '#include "compiler/algebra/space.hpp"\n#include "compiler/base/id.hpp"\n'),
            ("layers", "compiler/parse/a.cpp", "#include <tao/pegtl.hpp>\n"),
            ("layers", "runtime/process/a.cpp", "fork();\n"),
            ("layers", "runtime/a.cpp", '// fork() happens elsewhere\nauto a = "system(x)"; b.system(); task->fork();\n'),
            ("layers", "runtime/a.cpp", "#include <nlohmann/json.hpp>\n"),
            ("messages", "runtime/a.cpp", 'sink\n    .report(diag::Code::E0100, {f(a), 1, 2})\n    .here("y, z");\n'),
            ("files", "tests/a.py", "#!/usr/bin/env python3\n# SPDX-License-Identifier: MIT\n"),
            ("files", "compiler/diagnostics/catalogue.def", LICENCE + "\n" * 500),
        ]
        for check, path, text in rows:
            with self.subTest(path + text):
                files = {"compiler/diagnostics/catalogue.def": LICENCE, "grammar/keywords.def": LICENCE} if check == "files" else {}
                self.assertEqual(self.problems(check, files | {path: text}), [])


if __name__ == "__main__":
    unittest.main()
