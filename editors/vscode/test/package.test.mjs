// SPDX-License-Identifier: MIT
// The manifest names files that exist, and the lock file names no machine of ours.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const here = new URL("../", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, here), "utf8"));

test("every file that the manifest names exists", () => {
  const { languages, grammars, snippets } = read("package.json").contributes;
  const paths = [...languages.map((l) => l.configuration), ...grammars.map((g) => g.path), ...snippets.map((s) => s.path)];
  for (const path of paths) assert.ok(existsSync(new URL(path, here)), path);
});

test("packages come from the public registry", () => {
  for (const [name, entry] of Object.entries(read("package-lock.json").packages)) {
    if (entry.resolved) assert.match(entry.resolved, /^https:\/\/registry\.npmjs\.org\//, name);
  }
});

test("the patterns of the language configuration are regular expressions that do their work", () => {
  const { indentationRules, wordPattern } = read("language-configuration.json");
  const opens = new RegExp(indentationRules.increaseIndentPattern);
  const closes = new RegExp(indentationRules.decreaseIndentPattern);
  for (const line of ["space hp = product {", "  command = [", "target x { # block"]) assert.match(line, opens);
  for (const line of ["space hp = product { a in [1] }", "let a = 1", "# {"]) assert.doesNotMatch(line, opens);
  for (const line of ["}", "  ],"]) assert.match(line, closes);
  assert.equal("over_9 x".match(new RegExp(wordPattern))[0], "over_9");
});

test("a snippet is written in words of the language", () => {
  const keywords = readFileSync(new URL("../../grammar/keywords.def", here), "utf8");
  for (const snippet of Object.values(read("snippets/exp.json"))) {
    const word = snippet.prefix.split(" ")[0];
    assert.match(keywords, new RegExp(`^KEYWORD\\(${word},`, "m"), snippet.prefix);
  }
});
