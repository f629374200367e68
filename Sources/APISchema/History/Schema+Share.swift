extension RevisionHistory {
  /// The history of the Share service, as the documents in `Documents/` have it.
  ///
  /// - Throws: `SchemaError` where they are damaged, which a test rules out.
  public static func share() throws(SchemaError) -> RevisionHistory { try loaded.get() }

  private static let loaded: Result<RevisionHistory, SchemaError> = {
    do throws(SchemaError) {
      let base = try SchemaDocument(
        name: "share.openapi.yaml", text: PackageResources.share_openapi_yaml)
      var overlays: [Overlay] = []
      for (name, text) in overlayTexts {
        overlays.append(try Overlay(SchemaDocument(name: name, text: text)))
      }
      return .success(try RevisionHistory(base: base, overlays: overlays))
    } catch {
      return .failure(error)
    }
  }()

  /// The overlays, oldest first.
  private static let overlayTexts: [(name: String, text: [UInt8])] = [
    ("share.2015-08.overlay.yaml", PackageResources.share_2015_08_overlay_yaml),
    ("share.2016-02-04.overlay.yaml", PackageResources.share_2016_02_04_overlay_yaml),
    ("share.2018-01.overlay.yaml", PackageResources.share_2018_01_overlay_yaml),
    ("share.2020-04.overlay.yaml", PackageResources.share_2020_04_overlay_yaml),
    ("share.2021-09-14.overlay.yaml", PackageResources.share_2021_09_14_overlay_yaml),
    ("share.2021-12-08.overlay.yaml", PackageResources.share_2021_12_08_overlay_yaml),
    ("share.2021-12-16.overlay.yaml", PackageResources.share_2021_12_16_overlay_yaml),
    ("share.2023-04.overlay.yaml", PackageResources.share_2023_04_overlay_yaml),
    ("share.2024-04-07.overlay.yaml", PackageResources.share_2024_04_07_overlay_yaml),
    ("share.2024-07-01.overlay.yaml", PackageResources.share_2024_07_01_overlay_yaml),
    ("share.2024-07-21.overlay.yaml", PackageResources.share_2024_07_21_overlay_yaml),
    ("share.2025-01.overlay.yaml", PackageResources.share_2025_01_overlay_yaml),
    ("share.2025-06.overlay.yaml", PackageResources.share_2025_06_overlay_yaml),
    ("share.2025-11.overlay.yaml", PackageResources.share_2025_11_overlay_yaml),
  ]
}

extension Schema {
  /// The schema of the Share service at a revision, which any date names: `share@2018`.
  ///
  /// - Throws: `UnknownRevision` for a name that is none.
  public static func share(named name: String) throws -> Schema {
    let history = try RevisionHistory.share()
    return try history.schema(of: history.revision(named: name))
  }
}
