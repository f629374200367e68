public import Drift

/// What findings are written as.
public enum FindingFormat: String, Sendable, CaseIterable {
  /// For people.
  case text
  /// One document, and one finding a line.
  case json, ndjson
  /// For code scanning (SARIF 2.1.0), for test reports, for GitHub's annotations, for comments.
  case sarif, junit, github, markdown
}

/// Writes reports. Nothing in them is a value of a recording; names in them are escaped for the format.
public struct FindingRenderer: Sendable {
  private let format: FindingFormat
  private let width: Int
  private let isColoured: Bool
  private let failOn: Severity?

  /// A renderer.
  ///
  /// - Parameters:
  ///   - width: The cells of a line of text.
  ///   - isColoured: Whether text has colours.
  ///   - failOn: From which severity on a finding is a failure; nil for never.
  public init(
    _ format: FindingFormat, width: Int = 100, isColoured: Bool = false,
    failOn: Severity? = .error
  ) {
    self.format = format
    self.width = width
    self.isColoured = isColoured
    self.failOn = failOn
  }

  /// Whether the last line is for people, on standard error, because programs read the output.
  public var isForPrograms: Bool { format != .text }

  /// The report as a text.
  public func text(_ report: DriftReport) -> String {
    switch format {
    case .text: FindingText(report, width: width, isColoured: isColoured).text
    case .json: FindingJSON(report).document
    case .ndjson: FindingJSON(report).lines
    case .sarif: SARIFLog(report).text
    case .junit: JUnitReport(report, failOn: failOn).text
    case .github: GitHubAnnotations(report).text
    case .markdown: FindingMarkdown(report).text
    }
  }
}
