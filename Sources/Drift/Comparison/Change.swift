internal import Evidence

/// What a rule found in one place: a finding without what the place and the rule say of it.
struct Change {
  /// The operation, where the site is of all and only one shows it.
  var operation: String?
  /// Where, as seen from the site: a name, or a whole pointer; nil for the site itself.
  var pointer: String?
  /// What the baseline has, in words.
  var expected: String
  /// What was observed, in words.
  var observed: String
  /// What of `observed` does not change from run to run.
  var key: String
  /// What shows it.
  var tally: Tally
  /// How many could have shown it; nil for all values of the site.
  var total: Int?
  /// What is counted; nil for what the site counts.
  var noun: String?
  /// Whether it breaks nobody, whatever its rule says.
  var isHarmless = false
  /// More places with the same change, as `pointer`.
  var siblings: [String] = []

  init(
    at pointer: String? = nil, expected: String, observed: String, key: String? = nil,
    _ tally: Tally, of total: Int? = nil, _ noun: String? = nil, isHarmless: Bool = false
  ) {
    self.isHarmless = isHarmless
    self.pointer = pointer
    self.expected = expected
    self.observed = observed
    self.key = key ?? observed
    self.tally = tally
    self.total = total
    self.noun = noun
  }
}
