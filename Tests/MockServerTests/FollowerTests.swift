import JSONDecoding
import ShareAPI
import Testing

@testable import MockServer

/// Conversations of a publisher and a follower.
struct FollowerTests {
  @Test
  func `an invitation is good for a week`() throws {
    let standIn = try StandIn()
    let session = standIn.logIn()
    let contact = try #require(
      standIn.ask(
        "Publisher/CreateContact", as: session,
        "contactName=Demo%20Follower&emailAddress=follower%40example.com"
      ).json?.string)
    _ = standIn.ask(
      "Publisher/CreateSubscriptionInvitation", as: session, "contactId=\(contact)", "{}")
    standIn.wait(minutes: 7 * 24 * 60)
    func accept() -> Subscriber? {
      standIn.service.intervene(at: standIn.time) { $0.acceptInvitation(subscription: nil) }.result
    }
    #expect(accept() == nil)
    standIn.wait(minutes: -1)
    #expect(accept() != nil)
  }

  @Test
  func `a contact becomes a follower, is paused, and leaves`() throws {
    let standIn = try StandIn()
    let session = standIn.logIn()
    let exists = "Publisher/DoesContactExistByName"
    let create = "Publisher/CreateContact"
    let named = "contactName=Demo%20Follower"
    #expect(standIn.ask(exists, as: session, named).text == "false")
    let address = "&emailAddress=follower%40example.com"
    let contact = try #require(standIn.ask(create, as: session, named + address).json?.string)
    #expect(standIn.ask(exists, as: session, named).text == "true")
    #expect(standIn.ask(create, as: session, named + address).code == "ContactNameAlreadyExists")

    let invite = "Publisher/CreateSubscriptionInvitation"
    let body =
      #"{"Permissions":1,"DisplayName":"Demo Person","AlertSettings":{"FixedLowAlert":{"AlertType":3,"IsEnabled":true,"MinValue":39,"MaxValue":55,"AlarmDelay":"PT0M","RealarmDelay":"PT30M","Sound":"UrgentLow.wav"}}}"#
    let stranger = "contactId=12345678-1234-4234-8234-123456789012"
    #expect(standIn.ask(invite, as: session, stranger, body).code == "ContactIdNotFound")
    let subscription = try #require(
      standIn.ask(invite, as: session, "contactId=\(contact)", body).json?.string)
    #expect(state(standIn, session) == .integer(2))
    // Who has not accepted can be neither paused nor resumed.
    for operation in ["General/PauseSubscription", "General/ResumeSubscription"] {
      _ = standIn.ask(operation, as: session, "subscriptionId=\(subscription)")
      #expect(state(standIn, session) == .integer(2))
    }
    let read = standIn.ask("Publisher/ReadContact", as: session, "contactId=\(contact)")
    #expect(read.json?["Email"]?.string == "follower@example.com")
    #expect(read.json?["SubscriptionId"]?.string == subscription)

    let one = "subscriptionId=\(subscription)"
    let alerts = standIn.ask("General/ReadSubscriptionAlerts", as: session, one)
    #expect(alerts.json?["FixedLowAlert"]?["AlarmDelay"]?.string == "PT0S")
    let subscriber = try #require(
      standIn.service.intervene(at: standIn.time) { $0.acceptInvitation(subscription: nil) }.result)
    let follower = try #require(
      standIn.send(
        "General/LoginSubscriberAccount",
        StandIn.login("accountId", subscriber.id, subscriber.password)
      ).json?.string)
    #expect(
      standIn.send(
        "General/LoginSubscriberAccount", StandIn.login("accountId", subscriber.id, "wrong")
      ).code == "AccountPasswordInvalid")
    let list = standIn.ask("Subscriber/ListSubscriberAccountSubscriptions", as: follower)
    guard case .array(let followed)? = list.json else {
      Issue.record("no list")
      return
    }
    #expect(followed.first?["ContactName"] == .null)
    #expect(followed.first?["State"] == .integer(6))
    #expect(followed.first?["InvitationId"]?.string != nil)

    #expect(count(standIn, follower, subscription) == 12)
    #expect(
      standIn.ask("Publisher/UpdateSubscriptionPermissions", as: session, one + "&permissions=0")
        .status == 200)
    #expect(count(standIn, follower, subscription) == 1)
    #expect(standIn.ask("General/PauseSubscription", as: session, one).text.isEmpty)
    #expect(state(standIn, session) == .integer(7))
    #expect(count(standIn, follower, subscription) == 0)
    #expect(standIn.ask("General/ResumeSubscription", as: session, one).text.isEmpty)
    let last = standIn.ask(
      "Subscriber/ReadLastGlucoseFromSubscriptions", as: follower, "", "[\"\(subscription)\"]")
    guard case .array(let readings)? = last.json else {
      Issue.record("no list")
      return
    }
    #expect(readings.first?["Egv"]?["Trend"]?.string != nil)

    let renamed = "contactId=\(contact)&contactName=Someone%20Else"
    #expect(standIn.ask("Publisher/UpdateContactName", as: session, renamed).status == 200)
    #expect(standIn.ask(exists, as: session, named).text == "false")
    #expect(
      standIn.ask("Publisher/DeleteContact", as: session, "contactId=\(contact)").status == 200)
    #expect(
      standIn.ask("Publisher/ReadContact", as: session, "contactId=\(contact)").code
        == "ContactIdNotFound")
    #expect(standIn.ask("Publisher/ListPublisherAccountSubscriptions", as: session).text == "[]")
  }

  private func state(_ standIn: StandIn, _ session: String) -> JSONValue? {
    let list = standIn.ask("Publisher/ListPublisherAccountSubscriptions", as: session)
    guard case .array(let subscriptions)? = list.json else { return nil }
    return subscriptions.first?["State"]
  }

  private func count(_ standIn: StandIn, _ session: String, _ subscription: String) -> Int? {
    let answer = standIn.ask(
      "Subscriber/ReadSubscriptionLatestGlucoseValues", as: session,
      "subscriptionId=\(subscription)&minutes=1440&maxCount=12")
    guard case .array(let readings)? = answer.json else { return nil }
    return readings.count
  }

  /// The list of the first write-up, but for the IDs (facts, section 2.4).
  @Test
  func `the list of followers has the members of the first write-up in their order`() throws {
    let standIn = try StandIn("2015-03", at: "2015-07-17T02:58:41.008Z")
    let session = standIn.logIn()
    let contact = standIn.ask(
      "Publisher/CreateContact", as: session,
      "contactName=Example%20Follower&emailAddress=a%40example.com")
    let id = contact.json?.string ?? ""
    _ = standIn.ask(
      "Publisher/CreateSubscriptionInvitation", as: session, "contactId=\(id)",
      #"{"Permissions":1,"DisplayName":"Example Publisher"}"#)
    let list = standIn.ask("Publisher/ListPublisherAccountSubscriptions", as: session).text
    #expect(
      list.replacing(#/[0-9a-f]{8}-[0-9a-f-]{27}/#, with: "id") == """
        [{"ContactId":"id","ContactName":"Example Follower",\
        "DateTimeCreated":{"DateTime":"\\/Date(1437101921008)\\/","OffsetMinutes":0},\
        "DateTimeModified":{"DateTime":"\\/Date(1437101921008)\\/","OffsetMinutes":0},\
        "DisplayName":"Example Publisher",\
        "InviteExpires":{"DateTime":"\\/Date(1437706721008)\\/","OffsetMinutes":0},\
        "IsEnabled":false,"IsMonitoringSessionActive":false,"Permissions":1,"State":2,\
        "SubscriberId":"id","SubscriptionId":"id"}]
        """)
  }

  @Test
  func `a follower of the scenario logs in with what it says`() throws {
    let standIn = try StandIn(
      scenario: """
        accounts:
          - name: demo-user
            password: demo-Passw0rd
            followers:
              - {accountId: 11111111-2222-4333-8444-555555555555, password: 0123456789abcdef0123456789abcdef}
        """)
    let session = standIn.send(
      "General/LoginSubscriberAccount",
      StandIn.login(
        "accountId", "11111111-2222-4333-8444-555555555555", "0123456789abcdef0123456789abcdef"))
    #expect(session.json?.string?.count == 36)
  }

  @Test
  func `a new contact is found after a moment where the scenario says so`() throws {
    let standIn = try StandIn(scenario: "contactDelay: 2s")
    let session = standIn.logIn()
    let contact =
      standIn.ask(
        "Publisher/CreateContact", as: session, "contactName=A&emailAddress=a%40example.com"
      ).json?.string ?? ""
    let invite = "Publisher/CreateSubscriptionInvitation"
    #expect(
      standIn.ask(invite, as: session, "contactId=\(contact)", "{}").code == "ContactIdNotFound")
    standIn.wait(minutes: 0.05)
    #expect(standIn.ask(invite, as: session, "contactId=\(contact)", "{}").status == 200)
  }
}
