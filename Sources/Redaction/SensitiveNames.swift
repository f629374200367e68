public import ShareAPI

/// The roles of members, parameters and fields by their names, wherever they stand.
///
/// **Source**: facts, section 7, and the usual names of credentials and persons on the web.
public enum SensitiveNames {
  /// The role of a name in any letter case and with any punctuation: `session_id`, `X-Trace-Id`.
  public static func role(of name: String) -> Role? {
    let folded = name.lowercased().filter { $0.isLetter || $0.isNumber }
    if let role = roles[folded] { return role }
    // `new_password2`, `userAccessToken`: a name that ends like one of these is one of these.
    let stem = folded.trimmingNumbers
    return endings.first { stem.hasSuffix($0.ending) }?.role
  }

  private static let roles: [String: Role] = [
    "sessionid": .session, "session": .session, "sid": .session,
    "accountid": .account, "publisheraccountid": .account, "subscriberaccountid": .account,
    "userid": .account, "patientid": .account,
    "accountname": .accountName, "username": .accountName, "user": .accountName,
    "login": .accountName, "uid": .accountName,
    "password": .password, "pass": .password, "passwd": .password, "pwd": .password,
    "pin": .password,
    "serialnumber": .serialNumber, "serial": .serialNumber, "sn": .serialNumber,
    "receiver": .serialNumber, "transmitter": .serialNumber,
    "transmitterid": .serialNumber, "receiverid": .serialNumber, "deviceid": .serialNumber,
    "contactid": .contact, "subscriptionid": .subscription, "subscriptionids": .subscription,
    "subscriberid": .subscriber, "invitationid": .invitation,
    "contactname": .personName, "displayname": .personName, "name": .personName,
    "fullname": .personName, "firstname": .personName, "lastname": .personName,
    "nickname": .personName, "givenname": .personName, "familyname": .personName,
    "email": .email, "emailaddress": .email, "mail": .email,
    "phone": .text, "phonenumber": .text, "address": .text, "birthdate": .text,
    "dateofbirth": .text, "dob": .text,
    "xtraceid": .trace, "traceid": .trace, "cfray": .trace, "requestid": .trace,
    "cookie": .cookie, "setcookie": .cookie, "cfuvid": .cookie, "cfbm": .cookie,
    "authorization": .credential, "proxyauthorization": .credential, "auth": .credential,
    "token": .credential, "apikey": .credential, "key": .credential, "secret": .credential,
    "hmac": .credential, "signature": .credential, "sig": .credential, "bearer": .credential,
    "jwt": .credential, "hash": .credential,
  ]

  private static let endings: [(ending: String, role: Role)] = [
    ("password", .password), ("passwd", .password), ("token", .credential),
    ("secret", .credential), ("apikey", .credential), ("signature", .credential),
    ("sessionid", .session), ("accountid", .account), ("accountname", .accountName),
    ("username", .accountName), ("emailaddress", .email), ("email", .email),
    ("serialnumber", .serialNumber), ("displayname", .personName), ("contactname", .personName),
    ("firstname", .personName), ("lastname", .personName), ("fullname", .personName),
    ("phonenumber", .text), ("traceid", .trace), ("cookie", .cookie),
  ]
}

extension String {
  fileprivate var trimmingNumbers: Substring {
    var rest = self[...]
    while rest.last?.isNumber == true { rest.removeLast() }
    return rest
  }
}
