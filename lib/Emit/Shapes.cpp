#include "Shapes.h"

#include "bodocc/Ops/OpInfo.h"

#include <map>
#include <string_view>

namespace bodocc {

Shape shapeOf(const Op& op) {
  static const std::map<std::string_view, Shape> shapes = {
      {"read_parquet", Shape::File},   {"read_csv", Shape::File},      {"range", Shape::Range},
      {"literal", Shape::Values},      {"from_vector", Shape::Values}, {"filter", Shape::Filter},
      {"merge", Shape::Merge},         {"groupby", Shape::Groups},     {"sort", Shape::Sort},
      {"reduction", Shape::Reduction}, {"to_parquet", Shape::Writer},  {"to_csv", Shape::Writer},
      {"print", Shape::Print}};
  if (const auto it = shapes.find(op.info->id); it != shapes.end()) return it->second;
  return op.info->kind == OpKind::Control ? Shape::Control : Shape::Table;
}

bool hasFooters(const Op& op) { return std::string_view(op.info->id) == "read_parquet"; }

}  // namespace bodocc
