// Rows of the table say all that their kind is asked for.
#include <catch2/catch.hpp>

#include <string_view>

#include "bodocc/Ops/OpInfo.h"

using namespace bodocc;

TEST_CASE("operations on tables say how they are called, and collective ones what moves") {
  for (const OpInfo& info : allOps()) {
    if (info.kind != OpKind::Rows || info.shape != Shape::Table) continue;
    INFO(info.id);
    const bool calls =
        info.tableFrom == TableFrom::Call || info.tableFrom == TableFrom::Beside || info.tableFrom == TableFrom::LookUp;
    CHECK((*info.lowering != '\0') == calls);
    // each window says it for itself
    const bool windows = info.tableFrom == TableFrom::Windows;
    CHECK((*info.moves != '\0') == (info.collective && !windows));
  }
}

TEST_CASE("aggregates have a state, windows a function on tables") {
  for (const OpInfo& info : allOps()) {
    if (info.kind != OpKind::Aggregate) continue;
    INFO(info.id);
    const bool window = *info.lowering != '\0';
    CHECK((*info.state == '\0') == window);
    if (window) CHECK(*info.moves != '\0');
    CHECK(info.aggregated != nullptr);
    const bool collected = info.stateKind == StateKind::Collected;
    CHECK((*info.groupedValues != '\0') == collected);
    if (collected) CHECK(*info.groupedState != '\0');
  }
}

TEST_CASE("files have a name in the runtime") {
  for (const OpInfo& info : allOps()) {
    INFO(info.id);
    const bool ofFiles = info.kind != OpKind::Row && (info.shape == Shape::File || info.shape == Shape::Writer);
    CHECK((*info.runtimeName != '\0') == ofFiles);
  }
}

TEST_CASE("each kind of control flow and each condition has a row") {
  CHECK(controlOp(Control::While).id == std::string_view("while"));
  CHECK(controlOp(Control::Leave).id == std::string_view("leave"));
  CHECK(conditionOp(Condition::And).id == std::string_view("and"));
  CHECK(conditionOp(Condition::In).id == std::string_view("isin"));
}
