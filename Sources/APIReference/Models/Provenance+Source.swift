internal import APISchema

extension Markup {
  /// Where a fact comes from: its sources, or that recordings alone say so and how often they do.
  func source(_ provenance: Provenance) -> String {
    guard provenance.isLearned else { return text(provenance.sources.joined(separator: ", ")) }
    guard let sightings = provenance.sightings else { return strong("learned") }
    let captures = sightings.captures == 1 ? "1 capture" : "\(sightings.captures) captures"
    return strong("learned")
      + text(": \(Words.count(sightings.seen, of: sightings.of)), \(captures)")
  }
}
