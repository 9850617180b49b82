// SPDX-License-Identifier: MIT
// The tree is lossless: with the text it gives back every byte, and what no node covers is
// punctuation and trivia.
#include "compiler/parse/cursor.hpp"
#include "compiler/parse/tree.hpp"
#include "tests/unit/parse/parsed.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::parse;

namespace {

/// Copies the node's text, children and what lies between them in turn; counts nodes that are not
/// inside their parent.
void copy(const Tree& tree, std::string_view text, NodeIndex node, std::string& out,
          std::size_t& misplaced) {
    std::uint32_t at = tree[node].begin;
    for (Cursor child(tree, node); !child.is_done();) {
        const NodeIndex next = child.take();
        const bool is_inside = tree[next].begin >= at && tree[next].end <= tree[node].end &&
                               tree[next].begin < tree[next].end;
        misplaced += is_inside ? 0U : 1U;
        if (!is_inside) return;
        out += text.substr(at, tree[next].begin - at);
        copy(tree, text, next, out, misplaced);
        at = tree[next].end;
    }
    out += text.substr(at, tree[node].end - at);
}

} // namespace

TEST_CASE("the tree and the text give back every byte, also of broken files") {
    const std::string name = GENERATE(as<std::string>{}, "programs/mnist.exp", "programs/savio.exp",
                                      "programs/brc.exp", "programs/pipeline.exp");
    const std::size_t removed = GENERATE(range(std::size_t{0}, std::size_t{1200}, std::size_t{37}));
    std::string text = test::read_test_file(name);
    if (removed > 0 && removed < text.size()) text.erase(removed, 1);
    const ParsedText parsed = parse_text(text, Root::file);
    const Node root = parsed.tree[parsed.tree.root()];
    std::string copied;
    std::size_t misplaced = 0;
    copy(parsed.tree, text, parsed.tree.root(), copied, misplaced);
    CAPTURE(name, removed);
    CHECK(misplaced == 0);
    CHECK(text.substr(0, root.begin) + copied + text.substr(root.end) == text);
}
