// The public library: one import gives the calls, the messages they are made of, and what is written
// of them.

@_exported public import APIReference
@_exported public import APISchema
@_exported public import Bytes
@_exported public import CallRendering
@_exported public import CaptureInput
@_exported public import ConnectionDecoding
@_exported public import Drift
@_exported public import Evidence
@_exported public import FindingRendering
@_exported public import HARFormat
@_exported public import HTTPMessages
@_exported public import JSONDecoding
@_exported public import PacketCapture
@_exported public import Redaction
@_exported public import ShareAPI
@_exported public import TLSDecryption
