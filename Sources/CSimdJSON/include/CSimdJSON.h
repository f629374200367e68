// The two things shareproto needs from SIMD code over JSON text, as plain C: a parse to simdjson's
// tape, and a scan that finds where a value ends without parsing it.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that must be readable after the text given to `csimdjson_parse`.
#define CSIMDJSON_PADDING 64

/// How deep arrays and objects may nest.
#define CSIMDJSON_DEPTH 256

/// A parser with its buffers, used again for each document.
typedef struct csimdjson_parser csimdjson_parser;

/// Returns NULL when memory is short.
csimdjson_parser *csimdjson_parser_create(void);
void csimdjson_parser_destroy(csimdjson_parser *parser);

/// Parses `length` bytes. Returns 1 and sets `tape` and `strings`, valid until the next call;
/// returns 0 when simdjson refuses the text (it does not say where).
///
/// The layout of the tape is simdjson's own (doc/tape.md there): 64-bit words, the type as a
/// character in the top 8 bits, the payload in the other 56. Strings are a 32-bit length in the
/// machine's byte order, the bytes, and a zero.
int csimdjson_parse(csimdjson_parser *parser, const uint8_t *text, size_t length,
                      const uint64_t **tape, const uint8_t **strings);

/// Where a scan stands between two pieces of text.
typedef struct {
  uint64_t in_string;  ///< all ones inside a string, else zero
  uint64_t escaped;    ///< 1 when the next byte is escaped by a backslash before it
  int64_t depth;       ///< open brackets and braces
} csimdjson_scan;

/// Reads on from `start` until a closing bracket or brace brings `depth` down to `floor`.
/// Returns the index after that byte, or `length` when the text ends first (`state` then stands
/// at the end of the text; the depth tells the two apart).
size_t csimdjson_scan_to_depth(csimdjson_scan *state, const uint8_t *text, size_t start,
                               size_t length, int64_t floor);

#ifdef __cplusplus
}
#endif
#endif
