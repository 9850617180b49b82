// SPDX-License-Identifier: MIT
#include "compiler/sema/repeated_fields.hpp"

#include "compiler/sema/space_entries.hpp"

#include <map>

namespace expc::sema {

namespace {

/// Paths of fields, each with the name that ends it where it was written first.
class SetPaths {
  public:
    SetPaths(diag::Sink& sink, const Module& module) : sink_(sink), module_(module) {}

    void add(const ast::Entry& entry) {
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        const ast::Name* axis = assign == nullptr ? column_of(entry) : nullptr;
        if (assign == nullptr && axis == nullptr) return;
        const std::vector<ast::Name> path = assign != nullptr ? assign->path : std::vector{*axis};
        std::string key;
        for (const ast::Name& name : path)
            key = below(key, name);
        const bool appends = assign != nullptr && assign->appends;
        if (!appends) report_if_set(key, path.back());
        set(key, path.back());
        if (assign != nullptr && !appends) add_parts(key, {&module_, assign->value});
    }

  private:
    /// No name has the separator, and it comes before all that names have: what lies below a path
    /// stands right behind it.
    static std::string below(const std::string& path, const ast::Name& name) {
        return path + name.text + '\0';
    }

    void report_if_set(const std::string& key, const ast::Name& name) {
        const auto first = paths_.lower_bound(key);
        if (first == paths_.end() || !first->first.starts_with(key)) return;
        sink_.report(diag::Code::E0204, name.range, name.text)
            .here("second value")
            .label(first->second, "first value");
    }

    void set(const std::string& key, const ast::Name& name) { paths_.try_emplace(key, name.range); }

    /// The fields of a record that is written out.
    void add_parts(const std::string& key, ExprRef value) {
        const auto* record = std::get_if<ast::Record>(&value.get().node);
        if (record == nullptr) return;
        for (const ast::Entry& entry : record->block.entries) {
            const auto* assign = std::get_if<ast::Assign>(&entry.node);
            if (assign == nullptr) continue;
            std::string part = key;
            for (const ast::Name& name : assign->path)
                part = below(part, name);
            set(part, assign->path.back());
            if (!assign->appends) add_parts(part, value.at(assign->value));
        }
    }

    diag::Sink& sink_;
    const Module& module_;
    std::map<std::string, SourceRange> paths_;
};

} // namespace

void report_repeated_fields(diag::Sink& sink, const Module& module,
                            const std::vector<ast::Entry>& entries) {
    SetPaths paths(sink, module);
    for (const ast::Entry& entry : entries)
        paths.add(entry);
}

} // namespace expc::sema
