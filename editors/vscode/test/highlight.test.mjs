// SPDX-License-Identifier: MIT
// Every example is tokenised as the editor does it; keywords.def says what must be coloured.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadGrammar, tokenize } from "./tokenizer.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const expected = fileURLToPath(new URL("./expected", import.meta.url));
const grammar = await loadGrammar();

const updates = process.env.EXPC_UPDATE === "1" && !process.env.CI;

/** Reserved words are coloured wherever they stand outside of strings, comments and quoted names. */
const reserved = [...readFileSync(join(root, "grammar/keywords.def"), "utf8").matchAll(/^KEYWORD\((\w+), reserved/gm)].map(
  (row) => row[1],
);

function programsBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(".exp") && !name.split("/").some((part) => part.startsWith("fail_")))
    .map((name) => join(root, folder, name))
    .sort();
}

const programs = ["examples", "stdlib", "tests/golden", "bench"].flatMap(programsBelow);

const isText = (token) => token.scopes.some((scope) => /^(string|comment)\./.test(scope));
const isInterpolation = (token) => token.scopes.some((scope) => scope.startsWith("meta.embedded"));

function show(token) {
  return `${token.line}:${token.column} ${JSON.stringify(token.text)} ${token.scopes.join(" ")}`;
}

test("there are programs to look at", () => {
  assert.ok(programs.length >= 3, programs.join("\n"));
  assert.ok(reserved.length > 10, reserved.join(" "));
});

for (const path of programs) {
  const name = relative(root, path);
  const source = readFileSync(path, "utf8");

  test(`${name}: every reserved word has a colour`, () => {
    for (const token of tokenize(grammar, source).lines.flat()) {
      if (isText(token) && !isInterpolation(token)) continue;
      const plain = token.text.match(/[A-Za-z_]\w*/g) ?? [];
      const found = plain.filter((word) => reserved.includes(word));
      if (found.length > 0) assert.notEqual(token.scopes.length, 0, `${name}:${show(token)}`);
    }
  });

  test(`${name}: every string and interpolation ends`, () => {
    const { lines, depthAtEnd } = tokenize(grammar, source);
    assert.equal(depthAtEnd, 1, "a string or an interpolation is open at the end of the file");
    const count = (scope) => lines.flat().filter((t) => t.scopes.at(-1) === scope).length;
    for (const kind of ["definition.string", "section.interpolation"]) {
      assert.equal(count(`punctuation.${kind}.begin.exp`), count(`punctuation.${kind}.end.exp`), kind);
    }
  });

  test(`${name}: nothing is marked as illegal`, () => {
    for (const token of tokenize(grammar, source).lines.flat()) {
      assert.ok(!token.scopes.some((scope) => scope.startsWith("invalid.")), `${name}:${show(token)}`);
    }
  });
}

test("the lines of the gallery have the scopes that are written down", () => {
  const source = readFileSync(join(expected, "gallery.exp"), "utf8");
  const actual = tokenize(grammar, source)
    .lines.flat()
    .filter((token) => token.text.trim() !== "")
    .map((token) => `${show(token)}\n`)
    .join("");
  const golden = join(expected, "gallery.txt");
  if (updates) writeFileSync(golden, actual);
  assert.equal(actual, readFileSync(golden, "utf8"));
});

test("what stands inside an interpolation is coloured as a program", () => {
  const [tokens] = tokenize(grammar, 'let a = "x${if b then 1 else "y${c}"}z"').lines;
  const scopes = (text) => tokens.find((token) => token.text.trim() === text).scopes.at(-1);
  assert.equal(scopes("if"), "keyword.control.exp");
  assert.equal(scopes("1"), "constant.numeric.integer.exp");
  assert.equal(scopes("z"), "string.quoted.double.exp");
});

test("a raw string has neither escapes nor interpolations", () => {
  const [tokens] = tokenize(grammar, "let a = 'x${b}\\n' # end").lines;
  const text = tokens.find((token) => token.text === "x${b}\\n");
  assert.equal(text.scopes.at(-1), "string.quoted.single.raw.exp");
  assert.equal(tokens.at(-1).scopes.at(-1), "comment.line.number-sign.exp");
});

test("contextual words are names where their form does not stand", () => {
  const [tokens] = tokenize(grammar, "  sample = space + target").lines;
  for (const token of tokens) assert.ok(!token.scopes.some((scope) => scope.startsWith("keyword.declaration")), show(token));
});
