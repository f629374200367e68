extension [String] {
  /// The three of these names that are most like another one, the nearest first.
  public func nearest(to name: String) -> [String] {
    let wanted = name.lowercased()
    let scored = enumerated().map { index, name in
      (distance: editDistance(name.lowercased(), wanted), index: index)
    }
    return scored.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(3)
      .map { self[$0.index] }
  }

  /// The one of these names that another one is meant for, where at most two characters are wrong; nil for
  /// one of these names, and for one that is like none or has just a number behind it.
  public func misspelled(as name: String) -> String? {
    guard let nearest = nearest(to: name).first else { return nil }
    let (own, other) = (nearest.lowercased(), name.lowercased())
    let stem = String(other.reversed().drop { $0.isNumber }.reversed())
    guard own != other, own != stem, own.utf8.count >= 6, editDistance(own, other) <= 2 else {
      return nil
    }
    return nearest
  }
}

/// How many characters have to be added, removed or replaced.
private func editDistance(_ left: String, _ right: String) -> Int {
  let left = Array(left.utf8.prefix(64))
  let right = Array(right.utf8.prefix(64))
  var row = Array(0...right.count)
  for (index, byte) in left.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in right.indices {
      let next = min(
        row[column] + 1, row[column + 1] + 1, diagonal + (byte == right[column] ? 0 : 1))
      diagonal = row[column + 1]
      row[column + 1] = next
    }
  }
  return row[right.count]
}
