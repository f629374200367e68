internal import NIOCore

/// Runs the task of a connection on the thread that reads and writes the connection.
///
/// Elsewhere each request would change the thread to be answered, and again to be written, which costs
/// more than most answers.
final class EventLoopExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
