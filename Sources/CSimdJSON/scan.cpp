// The end of a JSON value, found 64 bytes at a time (the method of simdjson's first stage:
// Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1).

#include <cstring>

#include "CSimdJSON.h"

namespace {

typedef uint8_t Block __attribute__((ext_vector_type(64)));
typedef bool BlockMask __attribute__((ext_vector_type(64)));

/// One bit for each byte of `block` that equals `byte`.
inline uint64_t positions(const Block &block, uint8_t byte) {
  BlockMask mask = __builtin_convertvector(block == byte, BlockMask);
  uint64_t bits;
  memcpy(&bits, &mask, sizeof bits);
  return bits;
}

/// One bit for each byte that a run of backslashes of odd length stands before.
inline uint64_t escapedBytes(uint64_t backslashes, uint64_t *carry) {
  if (backslashes == 0) {
    uint64_t escaped = *carry;
    *carry = 0;
    return escaped;
  }
  backslashes &= ~*carry;
  const uint64_t followers = backslashes << 1 | *carry;
  const uint64_t evenBits = 0x5555555555555555ULL;
  const uint64_t oddStarts = backslashes & ~evenBits & ~followers;
  uint64_t sequences;
  *carry = __builtin_add_overflow(oddStarts, backslashes, &sequences) ? 1 : 0;
  return (evenBits ^ (sequences << 1)) & followers;
}

/// Each bit becomes the exclusive or of itself and all bits below it: from quotes to the insides
/// of strings.
inline uint64_t prefixXor(uint64_t bits) {
  for (int shift = 1; shift < 64; shift <<= 1) bits ^= bits << shift;
  return bits;
}

}  // namespace

size_t csimdjson_scan_to_depth(csimdjson_scan *state, const uint8_t *text, size_t start,
                               size_t length, int64_t floor) {
  for (size_t at = start; at < length; at += 64) {
    const size_t count = length - at < 64 ? length - at : 64;
    Block block;
    if (count == 64) {
      memcpy(&block, text + at, 64);
    } else {
      uint8_t tail[64];
      memset(tail, ' ', 64);
      memcpy(tail, text + at, count);
      memcpy(&block, tail, 64);
    }
    const uint64_t escaped = escapedBytes(positions(block, '\\'), &state->escaped);
    // A short tail must not carry an escape past the text that is there.
    if (count < 64) state->escaped = escaped >> count & 1;
    const uint64_t quotes = positions(block, '"') & ~escaped;
    const uint64_t inside = prefixXor(quotes) ^ state->in_string;
    state->in_string = (uint64_t)((int64_t)inside >> 63);
    // '[' and '{' differ in one bit, as do ']' and '}'.
    const Block folded = block | (uint8_t)0x20;
    const uint64_t opening = positions(folded, '{') & ~inside;
    uint64_t closing = positions(folded, '}') & ~inside;
    if (state->depth - __builtin_popcountll(closing) > floor) {
      state->depth += __builtin_popcountll(opening) - __builtin_popcountll(closing);
      continue;
    }
    uint64_t structural = opening | closing;
    while (structural != 0) {
      const uint64_t lowest = structural & -structural;
      state->depth += (opening & lowest) ? 1 : -1;
      if ((closing & lowest) && state->depth <= floor) {
        const size_t end = at + (size_t)__builtin_ctzll(lowest) + 1;
        state->in_string = 0;
        state->escaped = 0;
        return end;
      }
      structural &= structural - 1;
    }
  }
  return length;
}
