# SPDX-License-Identifier: MIT
"""Files that are made to hurt, with tens of thousands of everything: each is checked within seconds, and what is said of it is short."""

import unittest

from shell import Case

MANY = range(30_000)
LONG = "a" * 1_000_000
SECONDS, BYTES = 60, 20_000


def experiment(command='"x"', fields=""):
    return f"""platform here = local {{}}
experiment e {{
  space   = product {{ seed in [1, 2] }}
  {fields}
  command = [{command}]
}}
target t = e on here
"""


def chain(line, last, numbers=MANY):
    """Declarations that each need the next one."""
    return "".join(line.format(number, number + 1) for number in numbers) + last.format(len(numbers)) + "\n"


class HostileFiles(Case):
    def check(self, program, code, says="no mistakes found"):
        """`code`: of an error, or nothing where there is none; then `says` is said."""
        self.write("hostile.exp", program)
        done = self.expc("check", "hostile.exp", timeout=SECONDS)
        said = done.stdout + done.stderr
        self.assertLess(len(said), BYTES)
        self.assertEqual(done.returncode, 0 if code is None else 1, said)
        self.assertIn(code or says, said)

    def test_names_of_a_million_letters(self):
        self.check(experiment(LONG), "E0202")
        self.check(f"let {LONG} = 1\nlet x = {LONG}b\n", "E0202")
        self.check(experiment(fields=f"{LONG} = 1"), "E0201")
        self.check(f"input x: {LONG} = 1\n", "E0310")
        self.check(f"{LONG} x = 1\n", "E0115")

    def test_many_names_that_nobody_declared(self):
        self.check(experiment(", ".join(f"n{number}" for number in MANY)), "E0202")
        self.check("".join(f"let x{number} = y{number}\n" for number in MANY), "E0202")

    def test_many_fields(self):
        self.check(experiment(fields="\n".join(f"f{number} = 1" for number in MANY)), "E0201")
        self.check(experiment(fields="env = { " + ", ".join(f'V{number} = "1"' for number in MANY) + " }"), "E0116")

    def test_many_values(self):
        self.check("let x = [" + ", ".join(f'"v{number}"' for number in MANY) + "]\n", None)
        self.check("space s = product { x in [" + ", ".join(f'"v{number % 900}"' for number in MANY) + "] }\n", "E0509")

    def test_declarations_that_need_each_other(self):
        self.check(chain("let x{} = x{} + 1\n", "let x{} = 1"), "E0312")
        self.check(chain("type T{} = T{}\n", "type T{} = Int"), "E0312")
        self.check(chain("fn f{}(x: Int) -> Int = f{}(x)\n", "fn f{}(x: Int) -> Int = x"), "E0312")
        few = range(2_000)
        self.check(chain('experiment e{} = e{} with {{ env.A = "1" }}\n', 'experiment e{} {{ command = ["x"] }}', few), "E0312")
        layers = "".join(f'experiment e{number + 1} = e{number} with {{ env.A = "1" }}\n' for number in few)
        self.check('experiment e0 { command = ["x"] }\n' + layers, "E0312")

    def test_spaces_that_double(self):
        doubled = "".join(f"space s{number + 1} = concat {{ s{number}, s{number} }}\n" for number in range(30))
        self.check("space s0 = product { x in [1] }\n" + doubled, "E0312")

    def test_texts_and_lists_that_double(self):
        few = range(60)
        self.check('let x0 = ["a"]\n' + "".join(f"let x{n + 1} = [...x{n}, ...x{n}]\n" for n in few), "E0312")
        parts = "\n".join(f'o{n} = file("${{outputs.o{n + 1}}}${{outputs.o{n + 1}}}")' for n in few)
        self.check(experiment(fields=f'outputs = {{\n{parts}\no60 = file("z-${{seed}}")\n}}'), "E0312")

    def test_records_that_double_and_lists_in_lists(self):
        few = range(60)
        records = "let x0 = { a = 1 }\n" + "".join(f"let x{n + 1} = {{ a = x{n}, b = x{n} }}\n" for n in few)
        self.check(records + "let z = x60 == x60\n", "E0312")
        self.check(records + experiment("str(x60)"), "E0312")
        pairs = "let x0 = [1]\n" + "".join(f"let x{n + 1} = [x{n}, x{n}]\n" for n in few)
        self.check(pairs + "let z = x60 == x60\n", "E0312")
        deep = "".join(f"let x{n + 1} = {'[' * 150}x{n}{']' * 150}\n" for n in range(290))
        self.check("let x0 = 1\n" + deep + "let z = x290 == x290\n", "E0312")

    def test_parts_of_a_field_that_need_each_other(self):
        parts = [f'o{n} = file("${{outputs.o{n + 1}}}x")' for n in range(5_000)] + ['o5000 = file("z")']
        for order in (parts, parts[::-1]):
            self.check(experiment(fields="outputs = {\n" + "\n".join(order) + "\n}"), "E0312")

    def test_columns_that_need_each_other(self):
        columns = ["d0 = 1"] + [f"d{n + 1} = d{n} + 1" for n in range(1_900)]
        for order in (columns, columns[::-1]):
            self.check("space s = product {\n" + "\n".join(order) + "\n}\n", None)
        self.check("space s = product {\n" + "\n".join(f"x{n} in [1]" for n in MANY) + "\n}\n", "E0116")

    def test_many_warnings(self):
        filters = "\n".join(f"exclude x == {n}" for n in range(1_000))
        self.check("space s = product { x in [-1, -2]\n" + filters + "\n}\n" + experiment().replace("space   = product { seed in [1, 2] }", "space = s"), None, "980 more warnings not shown")

    def test_many_brackets(self):
        self.check("let x = " + "([{" * len(MANY), "E0105")
        self.check("let x = " + ")" * len(MANY) + "\n", "E0100")
        self.check("let x = " + " + ".join("1" for _ in MANY) + "\n", "E0112")


if __name__ == "__main__":
    unittest.main()
