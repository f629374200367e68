/// All rules.
public enum RuleCatalog {
  /// In the order of the list: from the whole of a call to its parts.
  public static let all: [Rule] = [
    OperationAdded.rules, OperationRemoved.rules, OperationMoved.rules, OperationPathChanged.rules,
    OperationMethodChanged.rules, OperationHostChanged.rules, CallDelayChanged.rules,
    StatusChanged.rules, RedirectAdded.rules, FaultStatusChanged.rules, FaultCodeChanged.rules,
    FaultGenerationChanged.rules, FaultClassChanged.rules, HeaderAdded.rules, HeaderRemoved.rules,
    HeaderChanged.rules, ParameterMoved.rules, BodyFormChanged.rules, BodyEmptied.rules,
    BodyAdded.rules, MediaTypeChanged.rules, PropertyAdded.rules, PropertyRemoved.rules,
    PropertyRenamed.rules, PropertyCaseChanged.rules, PresenceChanged.rules, TypeChanged.rules,
    FractionAdded.rules, NullAdded.rules, ArrayChanged.rules, TypeNarrowed.rules,
    StringShapeChanged.rules, DateFormChanged.rules, DatePrecisionChanged.rules,
    EnumerationChanged.rules, EnumerationEncodingChanged.rules, NumberRangeChanged.rules,
    MemberOrderChanged.rules,
  ].flatMap { $0 }

  /// The rule of an id.
  public static func rule(_ id: String) -> Rule? { byID[id] }

  private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
}
