internal import APISchema
internal import Evidence

/// Members in another order.
enum MemberOrderChanged {
  static let rules = Direction.allCases.map { direction in
    let place: ValuePlace = direction == .request ? .requestProperty : .responseProperty
    return Rule(
      "\(direction)-member-order-changed", .info, .unknown,
      "the members of an object in \(direction.messages) come in another order",
      explanation: """
        The members that both have come in another order. It means nothing in JSON, and breaks only \
        those who look for texts instead of parsing; but it often shows that the server was rebuilt.
        """,
      advice: "Nothing, if you parse JSON. Look for other changes of the same day.",
      example: PropertyExample.pair(
        place, #""Value":99,"Trend":4"#, #""Trend":4,"Value":99"#, "", "", at: "",
        reverse: ["\(direction)-member-order-changed"]),
      check: .object(place) { site in
        guard site.hasMemberOrder else { return [] }
        let expected = site.pairing.pairs.filter { $0.name == $0.expected.name }.map(\.name)
        let wanted = site.expectedOrder.filter { expected.contains($0) }
        let others = site.observed.orders.filter { order, tally in
          let common = order.filter { wanted.contains($0) }
          return tally.count > 0 && common != wanted.filter { common.contains($0) }
        }
        guard
          let usual = others.max(by: {
            ($0.value.count, $1.key.joined(separator: " "))
              < ($1.value.count, $0.key.joined(separator: " "))
          })
        else { return [] }
        let common = usual.key.filter { wanted.contains($0) }
        return [
          Change(
            expected: wanted.joined(separator: ", "), observed: common.joined(separator: ", "),
            key: "order", others.values.sum, of: site.observed.all.count)
        ]
      })
  }
}
