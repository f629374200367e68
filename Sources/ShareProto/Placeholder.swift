internal import Bytes
