// SPDX-License-Identifier: MIT
// The editor's own engine (vscode-textmate on vscode-oniguruma) with the grammar of this extension.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const require = createRequire(import.meta.url);
const grammarPath = fileURLToPath(new URL("../syntaxes/exp.tmLanguage.json", import.meta.url));

/** The scope that every character of a file has. */
export const rootScope = "source.exp";

export async function loadGrammar() {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(grammarPath, "utf8"), grammarPath),
  });
  return registry.loadGrammar(rootScope);
}

/** The tokens of a text, line by line: {line, column, text, scopes}, without the root scope; and the scopes at its end. */
export function tokenize(grammar, text) {
  let stack = textmate.INITIAL;
  const lines = text.split("\n").map((line, index) => {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    return result.tokens.map((token) => ({
      line: index + 1,
      column: token.startIndex + 1,
      text: line.slice(token.startIndex, token.endIndex),
      scopes: token.scopes.filter((scope) => scope !== rootScope),
    }));
  });
  return { lines, depthAtEnd: stack.depth };
}
