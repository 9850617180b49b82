// SPDX-License-Identifier: MIT
// Ids: constants computed by an independent program (Python's hashlib), and the promises of rulings
// 1, 4 and 5.
#include "compiler/algebra/identity.hpp"
#include "oracle.hpp"

#include <catch2/catch.hpp>

namespace expc::algebra::test {

namespace {

RunId id_of(const Space& space, std::uint64_t index) {
    Digits digits;
    std::vector<Ordinal> ordinals;
    decode(space, index, digits);
    ordinals_of(space, digits, ordinals);
    return Identifier(space, identity_columns(space)).id(ordinals);
}

Space times(std::vector<Space> parts) {
    return must(product(std::move(parts), Order::last_fastest));
}

Space rates() {
    return axis(list_axis("lr", {real(0.001), real(0.01)}));
}
Space seeds() {
    return axis(range_axis("seed", 4));
}

} // namespace

TEST_CASE("tokens are the first 80 bits of SHA-256 of name, kind and text") {
    struct Example {
        const char* column;
        Value value;
        const char* hex;
    };
    const Example examples[] = {
        {"lr", real(0.001), "eb55b67bc3796fce45f7"},
        {"lr", whole(1), "a74a3621163deea64126"},
        {"lr", real(1.0), "a74a3621163deea64126"},
        {"lr", real(1e22), "695c34c5fd72da064373"},
        {"lr", real(1e-5), "17868114793e170b599d"},
        {"seed", whole(9223372036854775807), "bdf71a5e8c2bbff998d2"},
        {"opt", Value::text("adam"), "41c28e4c6edf246bf57a"},
        {"text", Value::text("\u00e9 \"quoted\"\n"), "d232becac782accd26c7"},
        {"amp", Value::of(true), "3a0db569a5cb827c4b2d"},
        {"betas", Value::list({real(0.9), real(0.999)}), "8a6057fcba2b93dd1c03"},
        {"m", Value::record({{"name", Value::text("vit")}, {"depth", whole(2)}}),
         "0626aa2f42be16292a54"},
        {"optimizer.lr", whole(-3), "a0ed262f80a48e5f1b97"},
        {"lr", Value(), "00000000000000000000"}};
    for (const Example& example : examples) {
        CHECK(token(example.column, example.value).hex() == example.hex);
    }
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("equal values have one text, different values have different ones") {
    const Value values[] = {Value(),
                            Value::of(true),
                            whole(1),
                            whole(10'000'000'000'000'000),
                            real(0.5),
                            real(1e300),
                            Value::text("1"),
                            Value::text("true"),
                            Value::list({whole(1)}),
                            Value::record({{"a", whole(1)}, {"b", whole(2)}})};
    for (const Value& left : values) {
        for (const Value& right : values) {
            CHECK((identity_text(left) == identity_text(right)) == (left == right));
        }
    }
    CHECK(identity_text(real(1e16)) == identity_text(whole(10'000'000'000'000'000)));
    CHECK(identity_text(real(-0.0)) == identity_text(whole(0)));
    CHECK(identity_text(Value::list({real(1.0)})) == identity_text(Value::list({whole(1)})));
    CHECK(identity_text(Value::of(Duration{1500})).text == "1500");
    CHECK(identity_text(Value::of(Size{2048})).text == "2048");
}

TEST_CASE("an id is the sum of its columns' tokens in two lanes") {
    std::vector<Space> parts;
    parts.push_back(axis(list_axis("lr", {real(0.001)})));
    parts.push_back(axis(list_axis("seed", {whole(3)})));
    parts.push_back(axis(list_axis("opt", {Value::text("adam")})));
    CHECK(id_of(times(std::move(parts)), 0).hex() == "6860e716c79b2e9b90f3");
    RunId wraps{RunId::mask, 5};
    wraps += RunId{2, RunId::mask};
    CHECK(wraps == RunId{1, 4});
}

TEST_CASE("the order of axes and of values does not change ids") {
    const Space one = times(list(rates(), seeds()));
    const Space other = times(list(seeds(), axis(list_axis("lr", {real(0.01), real(0.001)}))));
    CHECK(id_of(one, 1 * 4 + 2) == id_of(other, 2 * 2 + 0));
}

TEST_CASE("an axis that is absent leaves ids alone") {
    const Space before = rates();
    const Space after =
        must(with_guarded_axis(before, list_axis("momentum", {real(0.9)}),
                               {{0}, [](std::span<const Ordinal> lr) { return lr[0] == 1; }, {}}));
    CHECK(id_of(before, 0) == id_of(after, 0));
    CHECK_FALSE(id_of(before, 1) == id_of(after, 1));
}

TEST_CASE("a new axis that says what was used before keeps the ids of those rows") {
    AxisSpec decay = list_axis("wd", {real(0.0), real(1e-4)});
    decay.was = whole(0);
    const Space after = times(list(rates(), axis(std::move(decay))));
    CHECK(id_of(after, 0) == id_of(rates(), 0));
    CHECK_FALSE(id_of(after, 1) == id_of(rates(), 0));
}

TEST_CASE("derived columns count only in branches of a concat") {
    const DerivedSpec spec{
        "opt", "", {}, {}, [](std::span<const Ordinal>) { return Value::text("sgd"); }, false};
    const Space branch = must(with_derived(rates(), spec));
    CHECK(id_of(branch, 0) == id_of(rates(), 0));
    const DerivedSpec other{
        "opt", "", {}, {}, [](std::span<const Ordinal>) { return Value::text("adam"); }, false};
    const Space joint = must(concat(list(branch, must(with_derived(rates(), other))), {}));
    CHECK_FALSE(id_of(joint, 0) == id_of(joint, 2));
    RunId expected = id_of(rates(), 0);
    expected += token("opt", Value::text("adam"));
    CHECK(id_of(joint, 2) == expected);
}

TEST_CASE("rows with one id are found in spaces of up to a million rows") {
    const Space space = times(list(axis(range_axis("a", 1000)), axis(range_axis("b", 1000))));
    CHECK_FALSE(find_id_collision(space, identity_columns(space)));
    const ColumnIndex only_first[] = {0};
    const auto pair = find_id_collision(space, only_first);
    REQUIRE(pair);
    CHECK(pair->first / 1000 == pair->second / 1000);
    CHECK(pair->first != pair->second);
    const Space larger = times(list(axis(range_axis("a", 1001)), axis(range_axis("b", 1000))));
    CHECK_FALSE(find_id_collision(larger, only_first));
    CHECK_FALSE(find_id_collision(unit(), {}));
}

TEST_CASE("rows with one id are found where a filter couples all axes") {
    const Space all = times(list(axis(range_axis("a", 300)), axis(range_axis("b", 300))));
    const Space space = must(filtered(
        all, {{0, 1}, [](std::span<const Ordinal> v) { return (v[0] + v[1]) % 3 != 0; }, {}}));
    CHECK_FALSE(find_id_collision(space, identity_columns(space)));
    const ColumnIndex only_last[] = {1};
    const auto pair = find_id_collision(space, only_last);
    REQUIRE(pair);
    CHECK(row(space, pair->first)[1] == row(space, pair->second)[1]);
}

} // namespace expc::algebra::test
