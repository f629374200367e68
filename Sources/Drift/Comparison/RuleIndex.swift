/// The rules by what they look at.
struct RuleIndex: Sendable {
  /// A rule for one kind of site. A class, since every rule is asked at every site and a rule is large.
  final class Entry<Site>: Sendable {
    let rule: Rule
    let check: @Sendable (Site) -> [Change]

    init(_ rule: Rule, _ check: @escaping @Sendable (Site) -> [Change]) {
      self.rule = rule
      self.check = check
    }
  }

  private(set) var service: [Entry<ServiceSite>] = []
  private(set) var operation: [Entry<OperationSite>] = []
  private(set) var answer: [Entry<AnswerSite>] = []
  private(set) var requestFields: [Entry<FieldSite>] = []
  private(set) var responseFields: [Entry<FieldSite>] = []
  private(set) var requestBody: [Entry<BodySite>] = []
  private(set) var responseBody: [Entry<BodySite>] = []
  private var objects: [ValuePlace: [Entry<ObjectSite>]] = [:]
  private var values: [ValuePlace: [Entry<ValueSite>]] = [:]

  static let all = RuleIndex(RuleCatalog.all)

  init(_ rules: [Rule]) {
    for rule in rules {
      switch rule.check {
      case .service(let check): service.append(Entry(rule, check))
      case .operation(let check): operation.append(Entry(rule, check))
      case .answer(let check): answer.append(Entry(rule, check))
      case .field(.request, let check): requestFields.append(Entry(rule, check))
      case .field(.response, let check): responseFields.append(Entry(rule, check))
      case .body(.request, let check): requestBody.append(Entry(rule, check))
      case .body(.response, let check): responseBody.append(Entry(rule, check))
      case .object(let place, let check): objects[place, default: []].append(Entry(rule, check))
      case .value(let places, let check):
        for place in places { values[place, default: []].append(Entry(rule, check)) }
      }
    }
  }

  func object(_ place: ValuePlace) -> [Entry<ObjectSite>] { objects[place] ?? [] }
  func value(_ place: ValuePlace) -> [Entry<ValueSite>] { values[place] ?? [] }
}
