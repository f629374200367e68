import ArgumentParser

struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "decode")
  func run(output: Output, errors: Output) throws -> Int32 { 0 }
}
