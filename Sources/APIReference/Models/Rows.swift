/// The lines of a list or a table. In a page it is nil where there are none, so that a template has the
/// head of a table inside the section of the table.
struct Rows<Row> {
  var rows: [Row]

  init?(_ rows: [Row]) {
    guard !rows.isEmpty else { return nil }
    self.rows = rows
  }
}

extension String {
  /// Nil where there is nothing, which is what templates ask for.
  var nonEmpty: String? { isEmpty ? nil : self }
}
