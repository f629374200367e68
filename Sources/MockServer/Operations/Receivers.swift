internal import ShareAPI

extension SerialNumber {
  /// The serial number; the first write-up has a stray slash behind it.
  var receiver: String {
    var text = text
    while text.last == "/" { text.removeLast() }
    return text
  }
}

extension Account {
  /// Whether a receiver is the one that the account uploads from.
  func checkReceiver(_ serialNumber: SerialNumber) throws(Refusal) {
    guard let receiver else { throw .fault(.receiverNotAssigned) }
    guard receiver == serialNumber.receiver else { throw .fault(.serialNumberDoesNotMatch) }
  }
}
