/// Stops where two readings of the same bytes differ, and shows the first difference.
public func expectSame(_ left: [String], _ right: [String]) {
  guard left != right else { return }
  let place = zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset
  let index = place ?? min(left.count, right.count)
  preconditionFailure(
    """
    two readings differ in event \(index):
    \(left.indices.contains(index) ? left[index] : "nothing")
    \(right.indices.contains(index) ? right[index] : "nothing")
    """)
}
