// SPDX-License-Identifier: MIT
// How the JSON form of a plan names the alternatives of a variant and the values of an enumeration.
#pragma once

#include "compiler/ir/plan.hpp"

#include <array>
#include <string_view>

namespace expc::ir::form {

// -------------------------------------------------------------------------------------------------------
// tags

/// The `kind` of a record that is an alternative of a variant.
template <typename T>
inline constexpr std::string_view tag = {};
template <>
inline constexpr std::string_view tag<algebra::IntRange> = "range";
template <>
inline constexpr std::string_view tag<algebra::OfDigit> = "digit";
template <>
inline constexpr std::string_view tag<algebra::OfInner> = "inner";
template <>
inline constexpr std::string_view tag<algebra::OfColumns> = "columns";
template <>
inline constexpr std::string_view tag<algebra::Plain> = "plain";
template <>
inline constexpr std::string_view tag<algebra::Alternatives> = "concat";
template <>
inline constexpr std::string_view tag<algebra::Zipped> = "zip";
template <>
inline constexpr std::string_view tag<algebra::Picked> = "sample";
template <>
inline constexpr std::string_view tag<ColumnText> = "column";
template <>
inline constexpr std::string_view tag<TableText> = "table";
template <>
inline constexpr std::string_view tag<RuntimePart> = "runtime";
template <>
inline constexpr std::string_view tag<Word> = "word";
template <>
inline constexpr std::string_view tag<WordTable> = "table";
template <>
inline constexpr std::string_view tag<Text> = "text";
template <>
inline constexpr std::string_view tag<Variable::Prepended> = "prepend";
template <>
inline constexpr std::string_view tag<Argv> = "argv";
template <>
inline constexpr std::string_view tag<Steps> = "steps";
template <>
inline constexpr std::string_view tag<BashScript> = "bash";
template <>
inline constexpr std::string_view tag<Local> = "local";
template <>
inline constexpr std::string_view tag<Slurm> = "slurm";
template <>
inline constexpr std::string_view tag<GridEngine> = "gridengine";
template <>
inline constexpr std::string_view tag<Ray> = "ray";
template <>
inline constexpr std::string_view tag<Kubernetes> = "kubernetes";

// ----------------------------------------------------------------------------------------------
// enumerations

/// The names of an enumeration's values, in their order.
template <typename E>
inline constexpr std::array<std::string_view, 0> names{};
template <>
inline constexpr std::array names<RuntimeKind> = std::to_array<std::string_view>(
    {"run.dir", "run.node", "run.job_id", "run.env", "run.id", "run.index", "run.name",
     "run.number", "attempt", "target.dir", "secret"});
template <>
inline constexpr std::array names<OutputKind> = std::to_array<std::string_view>({"file", "dir"});
template <>
inline constexpr std::array
    names<Dependency::Join> = std::to_array<std::string_view>({"each", "all", "gather"});
template <>
inline constexpr std::array
    names<SecretSource::From> = std::to_array<std::string_view>({"environment", "file", "cluster"});
template <>
inline constexpr std::array names<Capability> = capability_names;

} // namespace expc::ir::form
