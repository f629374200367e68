/// The words that a text of the service may show: those of its known messages and names, and plain
/// technical English, without anything that people are called or choose for a password.
///
/// A closed list is what lets a message be read that quotes somebody whom nothing has named before.
enum Vocabulary {
  /// True for a word in any letter case.
  static func has(_ word: some Collection<UInt8>) -> Bool {
    guard (1...longest).contains(word.count) else { return false }
    return words.contains(String(decoding: word, as: UTF8.self).lowercased())
  }

  /// True for a word, or a name that is made of words alone: `SessionId`, `java.util.UUID`,
  /// `36-char`, `UAM_ERROR`.
  static func isMade(_ term: ArraySlice<UInt8>) -> Bool {
    if has(term) { return true }
    var parts = parts(of: term)[...]
    if let first = parts.first, isNumber(first), first.endIndex < term.endIndex,
      term[first.endIndex] == UInt8(ascii: "-")
    {
      parts.removeFirst()
    }
    return !parts.isEmpty && parts.allSatisfy { has($0) }
  }

  /// True for words of the vocabulary in one letter case without anything between them:
  /// `getpublisherimage`. Words of one or two letters are not looked for: all names have such.
  static func isRunTogether(_ term: ArraySlice<UInt8>) -> Bool {
    guard (6...64).contains(term.count) else { return false }
    var isEnd = [true] + Array(repeating: false, count: term.count)
    for end in 2...term.count {
      isEnd[end] = (2...min(end, longest)).contains { count in
        let word = term.dropFirst(end - count).prefix(count)
        return isEnd[end - count] && has(word)
          && (count > 2 || word.elementsEqual(idBytes) || word.elementsEqual(idCapitals))
      }
    }
    return isEnd[term.count]
  }

  private static let idBytes = Array("id".utf8)
  private static let idCapitals = Array("ID".utf8)

  /// The parts of a name: between `_`, `-`, `.` and `$`, and at each capital letter that begins one.
  static func parts(of term: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    term.split { "_-.$".utf8.contains($0) }.flatMap { part -> [ArraySlice<UInt8>] in
      if has(part) { return [part] }
      var parts: [ArraySlice<UInt8>] = []
      var start = part.startIndex
      for at in part.indices.dropFirst() where isCapital(part[at]) {
        let isAfterSmall = !isCapital(part[at - 1])
        let isBeforeSmall = at + 1 < part.endIndex && !isCapital(part[at + 1])
        guard isAfterSmall || isBeforeSmall else { continue }
        parts.append(part[start..<at])
        start = at
      }
      return parts + [part[start...]]
    }
  }

  /// True for a number of so few digits that it tells nobody apart.
  static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    (1...3).contains(text.count) && text.allSatisfy { 48...57 ~= $0 }
  }

  private static func isCapital(_ byte: UInt8) -> Bool { 65...90 ~= byte }

  private static let longest = 20

  private static let words = Set(
    """
    a about above absent accept accepted access accessed accessing account accounts across action \
    actions activate activated active activity actual adapter add added additional address addresses after \
    again against age agent ago agreement alarm alarms alert alerts all allow allowed already also \
    always am amount an and another answer any api app appear application applications apply applied \
    apps archive are argument arguments array arrays as ask asked assigned assignment associated \
    async at attempt attempts attribute attributes auth authenticate authenticated authenticating \
    authentication authorization authorize authorized automatic automatically available away \
    axios backend background bad badge badges bandwidth base based batch battery be because become \
    been before began begin behind being below between blocked body bool boolean both bound \
    bounds broken browser buffer build bulk bundle busy but by byte bytes cache cached calculated \
    calibrated calibration call called caller calls can cancel canceled cancelled cannot capacity \
    cast category cause caused cdn certificate cgm change changed changes channel char character \
    characters charset check checked checking checks choose clarify class client clients clock close closed \
    code codes collection column com command common communicate communication compatibility compatible complete \
    completed component compress concurrent condition conditions config configuration configured \
    confirm confirmed conflict connect connected connecting connection connections consent \
    constraint constructor contact contacts contain contained contains content context continue \
    contract control conversion convert converted cookie cookies copy core corrupt corrupted could \
    count counter country create created creating creation credential credentials css csv current \
    currently cursor custom data database databind date dates day days deadline deadlock debug \
    decode decoded default delay delayed delete deleted denied deny dependency deprecated description \
    deserialization deserialize deserializer details detected determine device devices dexcom \
    diagnostic diagnostics did different digit digits direction disable disabled disconnected \
    display do document documents does doing domain done down download driver drop dropped due \
    duplicate duplicated duration during each earlier edit egv egvs either element elements else \
    email emails empty enable enabled encode encoded encoding encountered end ended endpoint \
    endpoints enter entered entity entries entry enum env environment epoch equal err error errors event \
    events every exc exceed exceeded exceeds exceeed except exception exceptions execute executed \
    execution exist existing exists exit expect expected expiration expire expired expires \
    expression external extra fail failed failing fails failure false fast fasterxml fault faults \
    favicon feature feed fetch few field fields file files filter final find finish finished first \
    fit fixed flag flags flat follow followed follower followers following font fonts for forbidden \
    force forced form format forward found frame free frequency from full function further gap gateway gave general generate generated generation get given global glucose go good got graph \
    granted group guid had handle handler happened has hash have having header headers health height \
    held help helper here hibernate hidden high history hmac host hosts hour hours how html http \
    https ico icon icons id ids identifier identity if ignored illegal image images img import in \
    inactive include included includes incoming incomplete incorrect index info information initial \
    initialize input insert inside install instance instead int integer integrity interface internal \
    internet interval into invalid invitation invitations invite invited invites io ip is issue issued \
    it item items its jackson java jpa jpeg jpg js json just jwt keep key keycloak keys kind known \
    language large last late later latest lead least left legacy length less let level levels \
    library license like limit limited limits line link list listed live load loaded loading local \
    localhost location lock locked lockout log logged logging logical login logins logo logout logs \
    long longer low lower made main maintenance make malformed managed management manager manifest \
    many map mapping match matched matches max maximum mean means measurement media member members \
    memory message messages met method methods microsoft millisecond milliseconds min minimum minor \
    minute minutes mismatch missing mobile mode model module monitor monitored monitoring more most \
    moved ms msg multiple must name named names need needed negative nested net network never new \
    newer next nickname night nightscout no node none nonce normal not notification notifications \
    now null number numbers numeric oauth object objects obsolete occurred of off offline offset ok \
    old older on once one online only open opened operation operations option optional options or \
    order org origin os other out outdated outside over overflow own owner package page pages \
    parameter parameters params parse parsed parser parsing part partial password passwords path \
    pattern pause paused payload pending per perform performed period permission permissions \
    permitted persistence phone picture ping place platform please plugin png point policy pool port \
    positive possible post posted posting posts precondition prefix present previous primary private \
    problem process processed processing product production profile progress prohibited properties \
    property protocol provide provided provider proxy public publisher publishers put queries query \
    queue quota range rate rather raw reached read readable reader reading readings reads ready \
    realarm reason receive received receiver receivers recent record recorded records recover \
    redirect ref reference referenced refresh refused regex region register registered registration \
    reject rejected relation release released remain remaining remote remove removed renew replace \
    replaced replay report reported reports representation represented request requested requests \
    require required requires reset resolve resource resources respond response responses rest \
    restart restore restricted result results resume resumed retried retries retry return returned \
    revoked right role roles root route row run running runtime s safe same sample samples save saved \
    schedule schema scheme scope script search second seconds section secure security see select \
    self send sender sensor sensors sent sequence serial serialize series server servers service \
    services session sessions set sets setting settings setup severe severity share shared sharing \
    short should show shut side sign signed signal signature silent similar simulate since \
    single site size slow small snooze so socket software some something sort sound source space \
    span specified sql src sso stack stale standard start started state statement states static \
    status step still stop stopped storage store stored stream string strings struct style styles \
    sub submit submitted subject subscribe subscribed subscriber subscribers subscription \
    subscriptions success successful successfully such sum summary support supported suspended svg \
    switch sync synchronization synchronize system table tag target task temperature temporarily \
    temporary terminate terminated test text than that the their them then there these they \
    thing this thread threshold threw through throw thrown time timed timeout times timestamp title \
    to today token tokens tomorrow too tools total trace tracking traffic transaction transfer \
    transform transitional transmitter treatment trend trends tried true try trying two type types uam udp \
    unable unauthorized unavailable undefined under unexpected unhandled unique unit units unknown \
    unlock unlocked unprocessable unread unreachable unrecognized unsupported until unused up update \
    updated updates updating upgrade upload uploaded upper uri url urls usage use used user users \
    using utc util uuid valid validate validated validation validator value values verification \
    verified verify version versions via view violated violation visible wait waiting wall warning \
    was way we weather web week weekly weeks were what when where whether which while who whole \
    why width window with within without word words work worker would write writing written wrong www \
    xhr xml xsrf year years yes yesterday yet yml you your zero zone \
    arrow arrows avatar avatars basal bg bolus calculate calculator capture captures carb carbs \
    chart charts color colour daily deadband delta dismiss dismissed dl dose expiry firmware forecast \
    hardware hourly insulin interpolated interstitial locale manual meal meter mgdl mmol monthly mute \
    muted notify override paired pairing percent percentage photo photos predict predicted prediction \
    preference preferences rising falling sgv silence silenced slope slowly rapidly statistic statistics \
    join redeem targets thresholds thumbnail timezone tone tones trending unpair vibrate vibration voltage volume \
    warmup wearable widget widgets \
    aren t couldn didn doesn don isn t wasn won wouldn \
    acknowledge acknowledged accountname deviceid sessionid clinic double fortyfive five forty \
    compute computable receivable urgent att wav caf beep beeps baby cry clock dings dinging bell \
    door fire quiet siren siren1 siren2 shortbeeps1 shortbeeps2 truck tune \
    android apple dexcomshare google huawei ios ipad ipados iphone ipod samsung watch watchos
    """.split(separator: " ").map(String.init))
}
