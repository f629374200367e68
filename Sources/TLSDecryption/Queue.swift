/// First in, first out, without moving the rest each time.
struct Queue<Element> {
  private var elements: [Element] = []
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { count == 0 }
  var first: Element? { isEmpty ? nil : elements[head] }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func removeFirst() -> Element? {
    guard !isEmpty else { return nil }
    defer {
      head += 1
      if head > elements.count - head {
        elements.removeSubrange(..<head)
        head = 0
      }
    }
    return elements[head]
  }

  /// The first element that fits.
  func first(where fits: (Element) -> Bool) -> Element? { elements[head...].first(where: fits) }
}

extension Queue: Sendable where Element: Sendable {}
